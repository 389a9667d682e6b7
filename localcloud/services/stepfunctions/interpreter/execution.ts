// A running execution: holds its scopes, numbers its events, writes each step, and ends once.
import type { Timer } from '../../../core/clock.ts';
import type { StateMachine } from './definition.ts';
import { Interrupted } from './interrupted.ts';
import { historyLimit, wholeData, type HistoryRecord, type PendingEvent } from './history.ts';
import type { Json, JsonObject } from './json.ts';
import type { ExecutionIdentity, Outcome, Ports } from './ports.ts';
import { isInside, lineage, redriven, rootPath, type Scope } from './scope.ts';
import { runtimeFailure, StateFailure } from './state-failure.ts';
import { stateAt } from './state-at.ts';

/** An execution's stored state; a new one has no scopes and no events. */
export interface Frontier {
  readonly scopes: ReadonlyMap<string, Scope>;
  readonly lastEventId: number;
}

/** Runs one scope to its end. Handed in, because it knows all states, and states know the execution. */
export type RunScope = (execution: Execution, path: string, signal: AbortSignal) => Promise<Json>;

export class Execution {
  readonly machine: StateMachine;
  readonly identity: ExecutionIdentity;
  readonly ports: Ports;
  /** Resolves at the end; never when the execution is halted. */
  readonly finished: Promise<Outcome>;
  readonly #runScope: RunScope;
  readonly #scopes: Map<string, Scope>;
  readonly #interruption = new AbortController();
  #lastEventId: number;
  #ended = false;
  #deadline: Timer | undefined;
  #finish!: (outcome: Outcome) => void;

  constructor(
    machine: StateMachine,
    identity: ExecutionIdentity,
    ports: Ports,
    runScope: RunScope,
    frontier: Frontier = { scopes: new Map(), lastEventId: 0 },
  ) {
    this.machine = machine;
    this.identity = identity;
    this.ports = ports;
    this.#runScope = runScope;
    this.#scopes = new Map(frontier.scopes);
    this.#lastEventId = frontier.lastEventId;
    this.finished = new Promise((resolve) => (this.#finish = resolve));
  }

  /** Writes the first step of a new execution; resolves when it is durable. Doesn't run anything yet. */
  begin(): Promise<void> {
    const { input, roleArn } = this.identity;
    const details = { input: JSON.stringify(input), inputDetails: wholeData, roleArn };
    // [GetExecutionHistory: the first state's event has no predecessor, as ExecutionStarted itself]
    const scope = { state: this.machine.StartAt, input, variables: {}, lastEventId: 0 };
    return this.#write(new Map([[rootPath, scope]]), [
      this.#numbered({ type: 'ExecutionStarted', executionStartedEventDetails: details }, 0),
    ]);
  }

  /** Writes ExecutionRedriven and puts every unfinished scope back to the start of its state. */
  redrive(): Promise<void> {
    const event = this.#numbered(
      { type: 'ExecutionRedriven', executionRedrivenEventDetails: { redriveCount: this.identity.redriveCount } },
      this.#lastEventId,
    );
    const scopes = new Map<string, Scope | undefined>();
    for (const [path, scope] of this.#scopes) {
      scopes.set(path, redriven(scope, event.id, stateAt(this.machine, path, this.#scopes).Type));
    }
    for (const [path, scope] of scopes)
      if (!scope?.progress) this.#inside(path).forEach((gone) => scopes.set(gone, undefined));
    return this.#write(scopes, [event]);
  }

  /** Goes on from wherever the execution stands. */
  run(): void {
    const { clock } = this.ports;
    const end = (outcome: Outcome): void =>
      void this.#end(outcome).catch((error: unknown) => this.ports.onStandstill?.(error));
    if (this.machine.TimeoutSeconds !== undefined) {
      const from = this.identity.redrivenAt ?? this.identity.startedAt;
      const left = from + this.machine.TimeoutSeconds * 1000 - clock.now();
      this.#deadline = clock.after(Math.max(left, 0), () => end({ status: 'TIMED_OUT', error: 'States.Timeout' }));
    }
    this.runScope(rootPath, this.#interruption.signal).then(
      (output) => end({ status: 'SUCCEEDED', output }),
      (error: unknown) => {
        if (error instanceof StateFailure)
          end({ status: 'FAILED', error: error.error || undefined, cause: error.cause });
        else if (!(error instanceof Interrupted)) this.ports.onStandstill?.(error);
      },
    );
  }

  /** StopExecution. Resolves when the end is durable; does nothing when the execution has ended already. */
  abort(error?: string, cause?: string): Promise<void> {
    return this.#end({ status: 'ABORTED', error, cause });
  }

  /** Lets go without a trace: the stored state is where the execution goes on later. */
  halt(): void {
    this.#ended = true;
    this.#deadline?.cancel();
    this.#interruption.abort(new Interrupted('the execution was halted', { resumes: true }));
  }

  /** Resolves to the scope's output. Throws StateFailure when it failed, Interrupted when `signal` ended it. */
  runScope(path: string, signal: AbortSignal): Promise<Json> {
    return this.#runScope(this, path, signal);
  }

  scope(path: string): Scope | undefined {
    return this.#scopes.get(path);
  }

  /** Variables of the scope and of those around it. */
  variables(path: string): JsonObject {
    return Object.assign({}, ...lineage(path).map((each) => this.#scopes.get(each)?.variables)) as JsonObject;
  }

  get lastEventId(): number {
    return this.#lastEventId;
  }

  /**
   * Writes what happened in a scope: its new state and events, which get their numbers here.
   * `replacesInner` removes the scopes inside of it in the same step.
   */
  async commit(
    path: string,
    signal: AbortSignal,
    scope: Scope,
    events: readonly PendingEvent[],
    { replacesInner = false } = {},
  ): Promise<void> {
    if (signal.aborted) throw signal.reason as Error;
    if (this.#ended) throw new Interrupted('the execution has ended');
    if (this.#lastEventId + events.length >= historyLimit) {
      throw runtimeFailure(`The execution's history reached the limit of ${historyLimit} events.`);
    }
    const scopes = new Map<string, Scope | undefined>([[path, scope]]);
    const records = this.#chained(path, scopes, events);
    if (replacesInner) for (const inner of this.#inside(path)) scopes.set(inner, undefined);
    await this.#write(scopes, records);
    if (signal.aborted) throw signal.reason as Error;
  }

  /** `…StateAborted` for each state that still runs inside of `path` (or everywhere), innermost first. */
  abortedEvents(path?: string): PendingEvent[] {
    const inner = path === undefined ? [...this.#scopes.keys()] : this.#inside(path);
    return inner
      .sort((a, b) => b.split('/').length - a.split('/').length || (a < b ? -1 : 1))
      .flatMap((scopePath): PendingEvent[] => {
        const scope = this.#scopes.get(scopePath)!;
        if (scope.output || scope.failure) return [];
        const { Type: type } = stateAt(this.machine, scopePath, this.#scopes);
        const parent = lineage(scopePath).at(-2);
        const mapState = parent !== undefined && scope.mapItem && this.#scopes.get(parent)?.progress?.kind === 'map';
        const abortable = type === 'Task' || type === 'Wait' || type === 'Parallel' || type === 'Map';
        return [
          ...(scope.entered && abortable ? [{ type: `${type}StateAborted`, scopePath } as const] : []),
          ...(mapState
            ? [
                {
                  type: 'MapIterationAborted',
                  scopePath,
                  mapIterationAbortedEventDetails: {
                    name: this.#scopes.get(parent)!.state,
                    index: scope.mapItem.Index,
                  },
                } as const,
              ]
            : []),
        ];
      });
  }

  #inside(path: string): string[] {
    return [...this.#scopes.keys()].filter((other) => isInside(other, path));
  }

  #chained(path: string, scopes: Map<string, Scope | undefined>, events: readonly PendingEvent[]): HistoryRecord[] {
    return events.map(({ scopePath = path, after, ...event }) => {
      const scope = scopes.get(scopePath) ?? this.#scopes.get(scopePath)!;
      const record = this.#numbered(event, after ?? scope.lastEventId);
      scopes.set(scopePath, { ...scope, lastEventId: record.id });
      return record;
    });
  }

  #numbered(event: PendingEvent, previousEventId: number): HistoryRecord {
    return { ...event, id: ++this.#lastEventId, previousEventId, timestamp: this.ports.clock.now() };
  }

  #write(
    scopes: ReadonlyMap<string, Scope | undefined>,
    events: readonly HistoryRecord[],
    outcome?: Outcome,
  ): Promise<void> {
    for (const [path, scope] of scopes) {
      if (scope) this.#scopes.set(path, scope);
      else this.#scopes.delete(path);
    }
    return this.ports.commit({ scopes, events, ...(outcome && { outcome }) });
  }

  async #end(outcome: Outcome): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#deadline?.cancel();
    const scopes = new Map<string, Scope | undefined>();
    const stopped = outcome.status === 'TIMED_OUT' || outcome.status === 'ABORTED' ? this.abortedEvents() : [];
    const records = this.#chained(rootPath, scopes, [...stopped, endEvent(outcome)]);
    if (outcome.status === 'SUCCEEDED') for (const path of this.#scopes.keys()) scopes.set(path, undefined);
    this.#interruption.abort(new Interrupted(`the execution ${outcome.status}`));
    await this.#write(scopes, records, outcome);
    this.#finish(outcome);
  }
}

function endEvent({ status, output, error, cause }: Outcome): PendingEvent {
  const reason = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
  switch (status) {
    case 'SUCCEEDED':
      return {
        type: 'ExecutionSucceeded',
        executionSucceededEventDetails: { output: JSON.stringify(output), outputDetails: wholeData },
      };
    case 'FAILED':
      return { type: 'ExecutionFailed', executionFailedEventDetails: reason };
    case 'TIMED_OUT':
      return { type: 'ExecutionTimedOut', executionTimedOutEventDetails: reason };
    case 'ABORTED':
      return { type: 'ExecutionAborted', executionAbortedEventDetails: reason };
  }
}
