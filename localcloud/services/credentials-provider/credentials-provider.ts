// The credentials provider of AWS IoT: HTTPS with client certificates, a certificate in, temporary credentials of a role out.
// [Authorizing direct calls to AWS services using the AWS IoT Core credential provider]
import { constants } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { openServerCertificates } from '../../certificates/server-certificates.ts';
import type { CloudContext } from '../../core/cloud-context.ts';
import { listen } from '../../core/listen.ts';
import type { Service } from '../../core/service.ts';
import { DevicePolicies } from '../iot/device-policy.ts';
import { openIotState } from '../iot/state.ts';
import { answerRequest } from './answer-request.ts';

/** Reads the registry of `iot`, and changes nothing in it: no certificate registers itself here. */
export function credentialsProvider(cloud: CloudContext): Service {
  const state = openIotState(cloud);
  const policies = new DevicePolicies(cloud, state);
  let server: Server | undefined;
  // Requests that come before the templates are deployed wait: no alias may be missing that is about to be made.
  let markReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (markReady = resolve));

  return {
    name: 'credentials-provider',

    async open() {
      const { certificate, privateKey } = await openServerCertificates(cloud.dataDir);
      server = createServer(
        {
          cert: certificate,
          key: privateKey,
          minVersion: 'TLSv1.2',
          ALPNProtocols: ['http/1.1'],
          requestCert: true,
          // Device CAs are registered at run time and self-issued: what a certificate is worth is decided per request.
          rejectUnauthorized: false,
          // A resumed session would not show the certificate again.
          secureOptions: constants.SSL_OP_NO_TICKET,
        },
        (request, response) => void ready.then(() => answerRequest(cloud, state, policies, request, response)),
      );
      await listen(server, cloud.ports.credentialProvider, 'cameras (credentials provider)');
      cloud.servers.set('credentialProvider', server);
      cloud.addresses.credentialProviderUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },

    async run() {
      markReady();
    },

    async stop() {
      server?.closeAllConnections();
      await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
    },
  };
}
