// Asynchronous invocations (`InvocationType: Event`): accepted on disk first, then run, and run again twice if the function fails.
import { randomUUID } from 'node:crypto';
import { AwsError } from '../../core/aws-error.ts';
import type { CloudContext } from '../../core/cloud-context.ts';
import type { Timer } from '../../core/clock.ts';
import type { Collection } from '../../core/store.ts';
import type { Functions } from './functions.ts';
import type { Invoker } from './invoker.ts';

interface EventInvocation {
  readonly functionName: string;
  readonly requestId: string;
  readonly payload: string;
  readonly acceptedAt: number;
  /** Runs that failed. */
  readonly failures: number;
  readonly dueAt: number;
}

/** One minute before the second attempt, two before the third. [Lambda: error handling for asynchronous invocation] */
const retryDelaysMs = [60_000, 120_000];
const longestThrottleDelayMs = 5 * 60_000;
const maximumAgeMs = 6 * 3600_000;

export class EventInvocations {
  readonly #cloud: CloudContext;
  readonly #functions: Functions;
  readonly #invoker: Invoker;
  readonly #records: Collection<EventInvocation>;
  readonly #timers = new Map<string, Timer>();
  readonly #running = new Set<Promise<void>>();
  #stopped = false;

  constructor(cloud: CloudContext, functions: Functions, invoker: Invoker) {
    this.#cloud = cloud;
    this.#functions = functions;
    this.#invoker = invoker;
    this.#records = cloud.store.collection<EventInvocation>('lambda-event-invocations');
  }

  /** Resolves when the event is on disk: it will be handled at least once. */
  async accept(functionName: string, requestId: string, payload: string): Promise<void> {
    const acceptedAt = this.#cloud.clock.now();
    const id = `${String(acceptedAt).padStart(15, '0')} ${randomUUID()}`;
    const invocation = { functionName, requestId, payload, acceptedAt, failures: 0, dueAt: acceptedAt };
    await this.#records.put(id, invocation);
    this.#schedule(id, invocation);
  }

  /** Goes on with what an earlier process accepted. */
  resume(): void {
    for (const [id, invocation] of this.#records.entries()) {
      if (!this.#timers.has(id)) this.#schedule(id, invocation);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers.values()) timer.cancel();
    await Promise.all(this.#running);
  }

  #schedule(id: string, invocation: EventInvocation): void {
    if (this.#stopped) return;
    const run = (): void => {
      this.#timers.delete(id);
      const running = this.#run(id, invocation).catch((error: unknown) => {
        if (!this.#stopped) this.#cloud.log('lambda', `${invocation.functionName}: ${String(error)}`);
      });
      this.#running.add(running);
      void running.finally(() => this.#running.delete(running));
    };
    this.#timers.set(id, this.#cloud.clock.after(invocation.dueAt - this.#cloud.clock.now(), run));
  }

  async #run(id: string, invocation: EventInvocation): Promise<void> {
    const { functionName, requestId, payload, failures } = invocation;
    const fn = this.#functions.find(functionName);
    if (!fn) return this.#drop(id, invocation, 'the function does not exist any more');
    let retryInMs: number | undefined;
    let failed = failures;
    try {
      const outcome = await this.#invoker.invoke(fn, requestId, payload);
      if (this.#stopped) return;
      if (!outcome.functionError) return await this.#records.delete(id);
      retryInMs = retryDelaysMs[failed++];
    } catch (error) {
      if (this.#stopped) return;
      // Throttled or not allowed: that isn't the function's failure, and doesn't use up an attempt.
      if (!(error instanceof AwsError)) throw error;
      const age = this.#cloud.clock.now() - invocation.acceptedAt;
      retryInMs = age < maximumAgeMs ? Math.min(Math.max(age, 1000), longestThrottleDelayMs) : undefined;
    }
    if (retryInMs === undefined) return this.#drop(id, invocation, 'it failed, and its retries are used up');
    const next = { ...invocation, failures: failed, dueAt: this.#cloud.clock.now() + retryInMs };
    await this.#records.put(id, next);
    this.#schedule(id, next);
  }

  async #drop(id: string, { functionName, requestId }: EventInvocation, reason: string): Promise<void> {
    this.#cloud.log('lambda', `${functionName}: event ${requestId} is dropped: ${reason}`);
    await this.#records.delete(id);
  }
}
