// Cognito's user pools: what a template makes of them, and the OIDC issuer that each of them is, on a port of its own.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CloudContext } from '../../core/cloud-context.ts';
import { listen } from '../../core/listen.ts';
import type { Service } from '../../core/service.ts';
import { answerRequest } from './answer-request.ts';
import { Grants } from './grants.ts';
import { cognitoResources } from './resources.ts';
import { UserPools } from './user-pools.ts';

export function cognito(cloud: CloudContext): Service {
  const pools = new UserPools(cloud);
  const grants = new Grants(cloud);
  let server: Server | undefined;
  // Requests that come before the templates are deployed wait: no pool may be missing that is about to be made.
  let markReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (markReady = resolve));

  return {
    name: 'cognito',
    resources: cognitoResources(pools),

    async open() {
      server = createServer((request, response) => {
        void ready.then(() => answerRequest(cloud, pools, grants, request, response));
      });
      await listen(server, cloud.ports.issuer, 'users (sign-in and tokens)');
      cloud.addresses.issuerUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      await grants.forgetExpired();
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
