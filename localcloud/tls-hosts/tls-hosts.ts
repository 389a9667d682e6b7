// `--tls-hosts`: the servers of the plain ports once more, over TLS, all on one port, told apart by the name that the client asks for.
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, Server as TlsServer } from 'node:tls';
import { openTlsHostsCertificate, type ServerCertificates } from '../certificates/server-certificates.ts';
import type { CloudContext } from '../core/cloud-context.ts';
import { listen, PortInUseError } from '../core/listen.ts';
import type { CreateService } from '../core/service.ts';
import { readServerName } from './client-hello.ts';
import { tlsAddresses, tlsHostsOf } from './host-names.ts';

/** The only port that AWS's SDK in C knows. [webrtc-sdk-c, LwsApiCalls.c: SIGNALING_DEFAULT_SSL_PORT] */
export const tlsHostsPort = 443;

const greetingMs = 10_000;
// Fatal: unrecognized_name. [RFC 6066, 3]
const unrecognizedName = Buffer.from([21, 3, 3, 0, 2, 2, 112]);

type Door = (socket: Socket) => void;

/** Stands below the services whose servers it leads to. Port 0 takes a free one, for tests. `open` throws TlsHostsError. */
export const tlsHosts =
  (port: number): CreateService =>
  (cloud) => {
    let server: Server | undefined;
    const sockets = new Set<Socket>();
    return {
      name: 'tls-hosts',

      async open() {
        const doors = await openDoors(cloud);
        server = createServer((socket) => {
          sockets.add(socket);
          socket.once('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
          const greetingTimer = cloud.clock.after(greetingMs, () => socket.destroy());
          socket.once('close', () => greetingTimer.cancel());
          readServerName(socket, (name) => {
            greetingTimer.cancel();
            const door = doors.get(name ?? '');
            if (door) return door(socket);
            cloud.log('tls-hosts', `refused a client that asked for ${JSON.stringify(name ?? 'no name')}`);
            socket.end(unrecognizedName);
          });
        });
        await bind(server, port);
        cloud.addresses.tlsHosts = tlsAddresses((server.address() as AddressInfo).port);
      },

      async stop() {
        for (const socket of sockets) socket.destroy();
        await new Promise((resolve) => (server?.listening ? server.close(resolve) : resolve(undefined)));
      },
    };
  };

async function openDoors(cloud: CloudContext): Promise<Map<string, Door>> {
  const hosts = tlsHostsOf(cloud);
  const certificate = await openTlsHostsCertificate(
    cloud.dataDir,
    hosts.map(({ name }) => name),
  );
  return new Map(hosts.map(({ name, server }) => [name, doorTo(cloud.servers.get(server)!, name, certificate)]));
}

/** A server that speaks TLS itself asks for client certificates, or doesn't, by its own rules. For the others TLS ends here. */
function doorTo(server: Server, name: string, { certificate: cert, privateKey: key }: ServerCertificates): Door {
  if (server instanceof TlsServer) {
    server.addContext(name, { cert, key });
    return (socket) => void server.emit('connection', socket);
  }
  // AWS's SDK in C speaks HTTP/1.1 even where it offers HTTP/2.
  const tls = createTlsServer({ cert, key, minVersion: 'TLSv1.2', ALPNProtocols: ['http/1.1'] }, (socket) => {
    server.emit('connection', socket);
  });
  return (socket) => void tls.emit('connection', socket);
}

export class TlsHostsError extends Error {
  override readonly name = 'TlsHostsError';
}

async function bind(server: Server, port: number): Promise<void> {
  try {
    await listen(server, port, 'TLS hosts (--tls-hosts)');
  } catch (error) {
    if (!(error instanceof PortInUseError)) throw error;
    throw new TlsHostsError(`${error.message.slice(0, -1)}: ${adviceFor(error.code)}, or start without --tls-hosts.`);
  }
}

function adviceFor(code: PortInUseError['code']): string {
  if (code === 'EADDRINUSE') return 'stop that program';
  return process.platform === 'linux'
    ? `allow it until the next boot with "sudo sysctl net.ipv4.ip_unprivileged_port_start=${tlsHostsPort}"`
    : 'start as a user who may (sudo), with a --data-dir of its own';
}
