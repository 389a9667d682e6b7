// The client: one method per operation of the API.
import { requestLines, type Operations } from './generated/api.ts';
import { send, type CallOptions, type LensgateClientOptions } from './send.ts';

type Input<Id extends keyof Operations> = Operations[Id]['input'];
type Arguments<T> = Partial<T> extends T ? [input?: T, options?: CallOptions] : [input: T, options?: CallOptions];

/** Methods reject with LensgateError, or with the signal's reason. */
export type LensgateClient = {
  readonly [Id in keyof Operations]: (...args: Arguments<Input<Id>>) => Promise<Operations[Id]['result']>;
};

export function createLensgateClient(options: LensgateClientOptions): LensgateClient {
  const method = (id: keyof Operations) => (input: object | undefined, call?: CallOptions) =>
    send(id, { ...input }, options, call);
  const ids = Object.keys(requestLines) as (keyof Operations)[];
  return Object.fromEntries(ids.map((id) => [id, method(id)])) as unknown as LensgateClient;
}
