// Where an execution stands: one scope for the machine and one for each running branch or iteration. Stored with every step, so that any step can be the last before a crash.
import type { Json, JsonObject } from './json.ts';

export const rootPath = 'root';

export interface Scope {
  /** The state that runs now. */
  readonly state: string;
  readonly input: Json;
  /** Variables of this scope alone; those of the outer scopes are visible too. */
  readonly variables: JsonObject;
  /** The newest event of this scope's chain. */
  readonly lastEventId: number;
  readonly entered?: { readonly eventId: number; readonly at: number };
  /** How often each retrier of the state was used. */
  readonly retryUses?: readonly number[];
  /** When the state runs again after a failure; milliseconds since the epoch. */
  readonly retryAt?: number | undefined;
  readonly progress?: Progress | undefined;
  /** In an iteration of a Map. */
  readonly mapItem?: { readonly Index: number; readonly Value: Json };
  /** Set at the end: what the scope came to. */
  readonly output?: { readonly value: Json };
  readonly failure?: { readonly error: string; readonly cause?: string };
  /** The event of this iteration's end is written. */
  readonly endRecorded?: boolean;
}

/** What the running state has decided already, and must not decide differently after a restart. */
export type Progress =
  | {
      readonly kind: 'task';
      readonly arguments: Json;
      readonly timeoutSeconds?: number;
      /** A job that has begun: what its beginning was answered with, and when its time is up. */
      readonly submitted?: { readonly answer: Json; readonly deadline?: number };
    }
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'parallel'; readonly startedEventId: number; readonly arguments: Json }
  | { readonly kind: 'map'; readonly startedEventId: number; readonly items: Json[]; readonly maxConcurrency: number };

export const childPath = (path: string, index: number): string => `${path}/${index}`;

export const isInside = (path: string, ancestor: string): boolean => path.startsWith(`${ancestor}/`);

/** From the outermost scope to the path itself: `root/0/2` → root, root/0, root/0/2. */
export function lineage(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** The scope as it is when its state has been left for `state`, or for the end. */
export function movedOn(scope: Scope, to: { state: string } | 'end', output: Json, assigned: JsonObject): Scope {
  const { lastEventId, mapItem } = scope;
  const variables = { ...scope.variables, ...assigned };
  const kept = { variables, lastEventId, ...(mapItem && { mapItem }) };
  return to === 'end'
    ? { ...kept, state: scope.state, input: scope.input, output: { value: output } }
    : { ...kept, state: to.state, input: output };
}

/** The same place, to run again on redrive: what failed or was stopped begins anew, what completed stays. [SFN: redrive] */
export function redriven(scope: Scope, redrivenEventId: number, stateType: string): Scope {
  if (scope.output) return scope;
  const { retryUses: _uses, retryAt: _at, failure, progress, entered, ...rest } = scope;
  const children = progress?.kind === 'parallel' || progress?.kind === 'map';
  const rerunsWhole = failure?.error === 'States.DataLimitExceeded';
  return {
    ...rest,
    lastEventId: redrivenEventId,
    endRecorded: false,
    ...(entered && stateType !== 'Fail' && { entered }),
    ...(children && !rerunsWhole && { progress }),
  };
}
