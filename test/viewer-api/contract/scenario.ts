// What a scenario of the contract test is: a good request per operation, and for each documented status what it takes to get it.
import type { Interceptor } from '../../../localcloud/core/aws-caller.ts';
import type { HttpAnswer } from '../../support/http-request.ts';
import type { Lensgate } from '../../support/lensgate.ts';

export interface GoodRequest {
  /** Filled in: `/cameras/front-door?ice=false`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Without a scenario for the success's status, the request itself is it. */
  readonly as?: string;
}

/** The running system; ada@example.com owns the camera front-door. */
export interface World {
  readonly lensgate: Lensgate;
  /** As a user who has proven who they are; as nobody if `as` is null. */
  send(request: {
    method: string;
    path: string;
    as: string | null;
    headers?: Readonly<Record<string, string | string[]>>;
    body?: string | Buffer;
  }): Promise<HttpAnswer>;
  /** While the action runs, calls between AWS services go through the interceptor. */
  during<T>(interceptor: Interceptor, action: () => Promise<T>): Promise<T>;
  /** While the action runs, no time passes for the cloud: a busy machine refills no bucket. */
  atOneMoment<T>(action: () => Promise<T>): Promise<T>;
}

export interface Contestant {
  readonly method: string;
  readonly request: GoodRequest;
}

/** One or more answers, all of which must have the status that the scenario stands for. */
export type Scenario = (world: World, contestant: Contestant) => Promise<HttpAnswer | readonly HttpAnswer[]>;

export interface OperationScenarios {
  readonly request: GoodRequest;
  /** Brings about what the request presumes; runs before each status. */
  readonly before?: (world: World) => Promise<void>;
  /** By status; those of shared.ts count for every operation that documents the status, and come first. */
  readonly answers?: Readonly<Record<number, Scenario>>;
}

export const owner = 'ada@example.com';

export const sendGood = (world: World, { method, request }: Contestant): Promise<HttpAnswer> =>
  world.send({
    method,
    path: request.path,
    as: request.as ?? owner,
    headers: { ...(request.body !== undefined && { 'content-type': 'application/json' }), ...request.headers },
    ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
  });
