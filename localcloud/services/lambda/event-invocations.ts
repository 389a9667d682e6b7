// Asynchronous invocations (`InvocationType: Event`): accepted on disk first, then run, and run again twice if the function fails.
import { AwsError } from '../../core/aws-error.ts';
import type { CloudContext } from '../../core/cloud-context.ts';
import { DurableWork, type Progress } from '../../core/durable-work.ts';
import type { Functions } from './functions.ts';
import type { Invoker } from './invoker.ts';

interface EventInvocation {
  readonly functionName: string;
  readonly requestId: string;
  readonly payload: string;
  readonly acceptedAt: number;
  /** Runs that failed. */
  readonly failures: number;
}

/** One minute before the second attempt, two before the third. [Lambda: error handling for asynchronous invocation] */
const retryDelaysMs = [60_000, 120_000];
const longestThrottleDelayMs = 5 * 60_000;
const maximumAgeMs = 6 * 3600_000;

export class EventInvocations {
  readonly #cloud: CloudContext;
  readonly #functions: Functions;
  readonly #invoker: Invoker;
  readonly #work: DurableWork<EventInvocation>;

  constructor(cloud: CloudContext, functions: Functions, invoker: Invoker) {
    this.#cloud = cloud;
    this.#functions = functions;
    this.#invoker = invoker;
    this.#work = new DurableWork({
      ...{ clock: cloud.clock, store: cloud.store, name: 'lambda-event-invocations' },
      work: (invocation) => this.#run(invocation),
      onBug: (error) => cloud.log('lambda', `asynchronous invocation: ${String(error)}`),
    });
  }

  /** Resolves when the event is on disk: it will be handled at least once. */
  accept(functionName: string, requestId: string, payload: string): Promise<void> {
    return this.#work.accept({ functionName, requestId, payload, acceptedAt: this.#cloud.clock.now(), failures: 0 });
  }

  resume(): void {
    this.#work.resume();
  }

  stop(): Promise<void> {
    return this.#work.stop();
  }

  async #run(invocation: EventInvocation): Promise<Progress<EventInvocation>> {
    const { functionName, requestId, payload, failures } = invocation;
    const fn = this.#functions.find(functionName);
    if (!fn) return this.#drop(invocation, 'the function does not exist any more');
    try {
      const outcome = await this.#invoker.invoke(fn, requestId, payload);
      if (!outcome.functionError) return 'done';
      const inMs = retryDelaysMs[failures];
      if (inMs === undefined) return this.#drop(invocation, 'it failed, and its retries are used up');
      return { item: { ...invocation, failures: failures + 1 }, inMs };
    } catch (error) {
      // Throttled or not allowed: that isn't the function's failure, and doesn't use up an attempt.
      if (!(error instanceof AwsError)) throw error;
      const ageMs = this.#cloud.clock.now() - invocation.acceptedAt;
      if (ageMs >= maximumAgeMs) return this.#drop(invocation, `it is too old, and still ${error.name}`);
      return { item: invocation, inMs: Math.min(Math.max(ageMs, 1000), longestThrottleDelayMs) };
    }
  }

  #drop({ functionName, requestId }: EventInvocation, reason: string): 'done' {
    if (!this.#work.stopped) this.#cloud.log('lambda', `${functionName}: event ${requestId} is dropped: ${reason}`);
    return 'done';
  }
}
