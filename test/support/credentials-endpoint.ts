// A stand-in for the AWS IoT credentials provider: real mutual TLS, and answers that the test chooses.
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { DeviceCa } from '../../camera/factory.ts';
import { makeServerCertificate } from '../../localcloud/certificates/issue.ts';

export interface CredentialsEndpoint {
  /** `127.0.0.1:<port>` */
  readonly endpoint: string;
  readonly requests: { readonly path: string; readonly thingName: string | undefined; readonly commonName: string }[];
  answer: () => { status: number; body: string; headers?: Record<string, string> } | Promise<never> | 'hang-up';
  stop(): Promise<void>;
}

export async function startCredentialsEndpoint(serverCa: DeviceCa, deviceCa: DeviceCa): Promise<CredentialsEndpoint> {
  const validity = { notBefore: new Date(Date.UTC(2020, 0, 1)), notAfter: new Date(Date.UTC(2040, 0, 1)) };
  const { certificate, privateKey } = await makeServerCertificate(serverCa, { dns: [], ip: ['127.0.0.1'] }, validity);
  const server = createServer(
    { cert: certificate, key: privateKey, ca: deviceCa.certificate, requestCert: true, rejectUnauthorized: true },
    (request, response) => {
      endpoint.requests.push({
        path: request.url!,
        thingName: request.headers['x-amzn-iot-thingname'] as string | undefined,
        commonName: String((request.socket as TLSSocket).getPeerCertificate().subject.CN),
      });
      const answer = endpoint.answer();
      if (answer === 'hang-up') return void request.socket.destroy();
      if (answer instanceof Promise) return;
      response.writeHead(answer.status, answer.headers).end(answer.body);
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint: CredentialsEndpoint = {
    endpoint: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    answer: () => 'hang-up',
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return endpoint;
}
