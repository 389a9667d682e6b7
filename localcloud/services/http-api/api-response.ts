// A response before it is written.
import type { Refusal } from './refusal.ts';

export interface ApiResponse {
  readonly status: number;
  /** Lower-case names; `set-cookie` may stand there more than once. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | Buffer;
}

export function refusalResponse({ status, publicMessage }: Refusal): ApiResponse {
  return {
    status,
    headers: [['content-type', 'application/json']],
    body: JSON.stringify({ message: publicMessage }),
  };
}
