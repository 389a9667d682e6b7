// The data endpoint: TLS on loopback. A client with a certificate speaks MQTT; whether the certificate may connect is decided at the
// CONNECT. A client without one may ask for HTTP (ALPN), and signs its requests.
import { constants } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { listen } from '../../core/listen.ts';
import type { ServerCertificates } from '../../certificates/server-certificates.ts';

// A client without a certificate has no other business here than a request, which comes at once.
const longestSilenceMs = 1000;

export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Binds `port` (0: a free one) on 127.0.0.1. AWS demands SNI; here a connection without it is accepted, because clients cannot
 * send a server name for an address like 127.0.0.1. [RFC 6066, 3]
 */
export async function listenForDevices(
  port: number,
  { certificate, privateKey }: ServerCertificates,
  { onMqtt, onHttp }: { onMqtt: (socket: TLSSocket) => void; onHttp: (socket: TLSSocket) => void },
): Promise<Listener> {
  const sockets = new Set<TLSSocket>();
  const server = createServer({
    cert: certificate,
    key: privateKey,
    minVersion: 'TLSv1.2',
    requestCert: true,
    // Device CAs are registered at run time and self-issued: Node's own chain check would refuse them all.
    rejectUnauthorized: false,
    // A resumed session would not show the certificate again.
    secureOptions: constants.SSL_OP_NO_TICKET,
  });
  server.on('secureConnection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    if (socket.getPeerX509Certificate()) onMqtt(socket);
    else ifRequest(socket, onHttp);
  });
  await listen(server, port, 'cameras (MQTT)');
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Hands the socket on as it came when what it says first can be a request's method. */
function ifRequest(socket: TLSSocket, onHttp: (socket: TLSSocket) => void): void {
  const tooLate = (): void => void socket.destroy();
  socket.setTimeout(longestSilenceMs, tooLate);
  socket.once('readable', () => {
    socket.setTimeout(0, tooLate);
    const first = socket.read() as Buffer | null;
    if (!first || !/^[A-Z]/.test(first.toString('latin1', 0, 1))) return void socket.destroy();
    socket.unshift(first);
    onHttp(socket);
  });
}
