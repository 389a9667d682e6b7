// Feeds a function from a queue, as the function's own role: receive, invoke, delete what succeeded. What failed comes back by its visibility timeout.
import { randomUUID } from 'node:crypto';
import type { Message } from '@aws-sdk/client-sqs';
import { sleep } from '../../core/clock.ts';
import type { CloudContext } from '../../core/cloud-context.ts';
import type { EventSourceMapping } from './event-source-mapping.ts';
import type { LambdaFunction } from './function.ts';
import type { Functions } from './functions.ts';
import type { Invoker } from './invoker.ts';
import { succeeded } from './batch-item-failures.ts';
import { sqsEvent } from './sqs-event.ts';

/** A poller has one batch at a time, so their number is the concurrency. AWS starts with five, and goes far above eight. [Lambda: SQS scaling] */
const defaultPollers = 5;
const mostPollers = 8;
const pauseAfterErrorMs = 5000;
const longestPollSeconds = 20;
const largestReceive = 10;

export class SqsPoller {
  readonly #cloud: CloudContext;
  readonly #functions: Functions;
  readonly #invoker: Invoker;
  readonly #mapping: EventSourceMapping;
  readonly #queueUrl: string;
  readonly #stopping = new AbortController();
  #loops: Promise<void>[] = [];

  constructor(cloud: CloudContext, functions: Functions, invoker: Invoker, mapping: EventSourceMapping) {
    this.#cloud = cloud;
    this.#functions = functions;
    this.#invoker = invoker;
    this.#mapping = mapping;
    const [account, name] = mapping.queueArn.split(':').slice(-2);
    this.#queueUrl = `${cloud.addresses.awsEndpointUrl}/${account}/${name}`;
  }

  start(): void {
    const pollers = Math.min(this.#mapping.maximumConcurrency ?? defaultPollers, mostPollers);
    this.#loops = Array.from({ length: pollers }, () => this.#loop());
  }

  /** Resolves when no poller does anything any more; batches at work are let go and come back by their timeout. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the poller is stopping'));
    await Promise.all(this.#loops);
  }

  async #loop(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#orStopped(this.#once());
      } catch (error) {
        if (signal.aborted) return;
        this.#cloud.log('lambda', `${this.#mapping.functionName}: polling ${this.#queueUrl}: ${String(error)}`);
        const jitter = 1 + this.#cloud.random();
        await sleep(this.#cloud.clock, pauseAfterErrorMs * jitter, signal).catch(() => undefined);
      }
    }
  }

  async #once(): Promise<void> {
    const fn = this.#functions.get(this.#mapping.functionName);
    const messages = await this.#gather(fn);
    if (messages.length === 0 || this.#stopping.signal.aborted) return;
    const event = sqsEvent(messages, this.#mapping.queueArn, this.#cloud.region);
    const outcome = await this.#invoker.invoke(fn, randomUUID(), JSON.stringify(event));
    if (this.#stopping.signal.aborted) return;
    const done = succeeded(messages, outcome, this.#mapping.reportBatchItemFailures);
    for (let start = 0; start < done.length; start += largestReceive) {
      await this.#delete(fn, done.slice(start, start + largestReceive));
    }
  }

  /** A batch is full at the batch size, or when the window that the first message opened is over. */
  async #gather(fn: LambdaFunction): Promise<Message[]> {
    const { batchSize, batchingWindowSeconds } = this.#mapping;
    const messages = await this.#receive(fn, Math.min(batchSize, largestReceive), longestPollSeconds);
    if (messages.length === 0) return messages;
    const windowEnd = this.#cloud.clock.now() + batchingWindowSeconds * 1000;
    while (messages.length < batchSize && !this.#stopping.signal.aborted) {
      const leftSeconds = Math.ceil((windowEnd - this.#cloud.clock.now()) / 1000);
      if (leftSeconds <= 0) break;
      const wanted = Math.min(batchSize - messages.length, largestReceive);
      messages.push(...(await this.#receive(fn, wanted, Math.min(leftSeconds, longestPollSeconds))));
    }
    return messages;
  }

  async #receive(fn: LambdaFunction, max: number, waitSeconds: number): Promise<Message[]> {
    const { Messages = [] } = await this.#cloud.aws.call(this.#invoker.principal(fn), 'sqs', 'ReceiveMessage', {
      QueueUrl: this.#queueUrl,
      MaxNumberOfMessages: max,
      WaitTimeSeconds: waitSeconds,
      AttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    return Messages;
  }

  async #delete(fn: LambdaFunction, messages: readonly Message[]): Promise<void> {
    await this.#cloud.aws.call(this.#invoker.principal(fn), 'sqs', 'DeleteMessageBatch', {
      QueueUrl: this.#queueUrl,
      Entries: messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
    });
  }

  #orStopped(work: Promise<void>): Promise<void> {
    const { signal } = this.#stopping;
    return new Promise((resolve, reject) => {
      const onAbort = (): void => resolve();
      signal.addEventListener('abort', onAbort, { once: true });
      work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
    });
  }
}
