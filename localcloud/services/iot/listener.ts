// The TLS side of the broker: mutual TLS on loopback. The client must show a certificate and prove its key; whether the
// certificate is good for anything is decided at the CONNECT.
import { constants } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { listen } from '../../core/listen.ts';
import type { ServerCertificates } from '../../certificates/server-certificates.ts';

export interface MqttListener {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Binds `port` (0: a free one) on 127.0.0.1. AWS demands SNI; here a connection without it is accepted, because clients cannot
 * send a server name for an address like 127.0.0.1. [RFC 6066, 3]
 */
export async function listenForMqtt(
  port: number,
  { certificate, privateKey }: ServerCertificates,
  onConnection: (socket: TLSSocket) => void,
): Promise<MqttListener> {
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
    if (socket.getPeerX509Certificate()) onConnection(socket);
    else socket.destroy();
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
