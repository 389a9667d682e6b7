// One request to a pool's issuer, with all that an answer needs.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CloudContext } from '../../core/cloud-context.ts';
import type { Grants } from './grants.ts';
import type { UserPool, UserPools } from './user-pools.ts';

export interface Exchange {
  readonly cloud: CloudContext;
  readonly pools: UserPools;
  readonly grants: Grants;
  readonly pool: UserPool;
  readonly url: URL;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

export type Answer = (exchange: Exchange) => Promise<void> | void;
