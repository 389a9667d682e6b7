// Invoking a target: on disk until the target has taken it, its retries are used up, or the dead-letter queue has it.
import { randomUUID } from 'node:crypto';
import type { Target } from '@aws-sdk/client-scheduler';
import { AwsError } from '../../core/aws-error.ts';
import type { CloudContext } from '../../core/cloud-context.ts';
import { DurableWork, type Progress } from '../../core/durable-work.ts';
import type { Schedule } from './schedules.ts';
import { assumeTargetRole } from './settings.ts';

interface Invocation {
  readonly scheduleArn: string;
  readonly target: Target;
  /** The id of the request to the target, too: a repetition after a crash is the same request. */
  readonly executionId: string;
  /** Milliseconds since the epoch; `notBefore` is the moment in the flexible window. */
  readonly scheduledAt: number;
  readonly notBefore: number;
  readonly attempts: number;
}

/** Trying again doesn't help against these. [EventBridge: dead-letter queues, non-retriable errors] */
const final = [
  'AccessDenied',
  'AccessDeniedException',
  'StateMachineDoesNotExist',
  'InvalidExecutionInput',
  'ValidationException',
];
const longestPauseMs = 5 * 60_000;

export class Invocations {
  readonly #cloud: CloudContext;
  readonly #work: DurableWork<Invocation>;

  constructor(cloud: CloudContext) {
    this.#cloud = cloud;
    this.#work = new DurableWork({
      ...{ clock: cloud.clock, store: cloud.store, name: 'scheduler-invocations' },
      work: (invocation) => this.#invoke(invocation),
      onBug: (error) => cloud.log('scheduler', `invocation: ${String(error)}`),
    });
  }

  /** Resolves when it is on disk. Must be told synchronously. */
  accept({ arn, target, flexibleTimeWindow }: Schedule, scheduledAt: number): Promise<void> {
    const windowMs = (flexibleTimeWindow.MaximumWindowInMinutes ?? 0) * 60_000;
    const notBefore = scheduledAt + Math.floor(this.#cloud.random() * windowMs);
    return this.#work.accept({
      scheduleArn: arn,
      target,
      executionId: randomUUID(),
      scheduledAt,
      notBefore,
      attempts: 0,
    });
  }

  resume(): void {
    this.#work.resume();
  }

  stop(): Promise<void> {
    return this.#work.stop();
  }

  async #invoke(invocation: Invocation): Promise<Progress<Invocation>> {
    const { target, attempts, scheduledAt, notBefore } = invocation;
    const { MaximumRetryAttempts: most = 185, MaximumEventAgeInSeconds: oldestSeconds = 86_400 } =
      target.RetryPolicy ?? {};
    const now = this.#cloud.clock.now();
    if (now < notBefore) return { item: invocation, inMs: notBefore - now };
    const tooOld = (inMs: number): boolean => now + inMs - scheduledAt > oldestSeconds * 1000;
    if (attempts === 0 && tooOld(0)) {
      const error = new AwsError('Timeout', 'The local cloud was not running at that time.');
      return this.#giveUp(invocation, error, 'MaximumEventAgeInSeconds');
    }
    try {
      await this.#send(invocation);
      return 'done';
    } catch (error) {
      if (this.#work.stopped) return 'done';
      const inMs = Math.min(1000 * 2 ** attempts, longestPauseMs) * (0.5 + this.#cloud.random() / 2);
      if (error instanceof AwsError && final.includes(error.name)) return this.#giveUp(invocation, error);
      if (attempts >= most) return this.#giveUp(invocation, error, 'MaximumRetryAttempts');
      if (tooOld(inMs)) return this.#giveUp(invocation, error, 'MaximumEventAgeInSeconds');
      return { item: { ...invocation, attempts: attempts + 1 }, inMs };
    }
  }

  async #send(invocation: Invocation): Promise<void> {
    const { target, executionId } = invocation;
    const principal = assumeTargetRole(this.#cloud, target, executionId);
    const call = { principal, requestId: executionId, sourceIp: '127.0.0.1' };
    const input = { stateMachineArn: target.Arn, input: inputOf(invocation) };
    await this.#cloud.aws.dispatch('sfn', 'StartExecution', input, call);
  }

  async #giveUp(invocation: Invocation, error: unknown, condition?: string): Promise<'done'> {
    const { scheduleArn, target, executionId, scheduledAt, attempts } = invocation;
    const { name, message } = error as Error;
    this.#cloud.log('scheduler', `${scheduleArn}: the target wasn't invoked: ${name}: ${message}`);
    const queueArn = target.DeadLetterConfig?.Arn;
    if (queueArn === undefined) return 'done';
    // [EventBridge Scheduler: dead-letter events]
    const attributes = {
      ERROR_CODE: name,
      ERROR_MESSAGE: message,
      EXECUTION_ID: executionId,
      ...(condition !== undefined && { EXHAUSTED_RETRY_CONDITION: condition }),
      IS_PAYLOAD_TRUNCATED: 'false',
      RETRY_ATTEMPTS: String(attempts),
      SCHEDULED_TIME: iso(scheduledAt),
      SCHEDULE_ARN: scheduleArn,
      TARGET_ARN: target.Arn,
    };
    const [account, queue] = queueArn.split(':').slice(-2);
    try {
      await this.#cloud.aws.call(assumeTargetRole(this.#cloud, target, executionId), 'sqs', 'SendMessage', {
        QueueUrl: `${this.#cloud.addresses.awsEndpointUrl}/${account}/${queue}`,
        MessageBody: inputOf(invocation),
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([key, StringValue]) => [key, { DataType: 'String', StringValue }]),
        ),
      });
    } catch (failure) {
      this.#cloud.log('scheduler', `${scheduleArn}: its dead-letter queue did not take it either: ${String(failure)}`);
    }
    return 'done';
  }
}

/** The target's input, with its keywords replaced. [EventBridge Scheduler: context attributes] */
function inputOf({ target, scheduleArn, scheduledAt, executionId, attempts }: Invocation): string {
  const context: Readonly<Record<string, string>> = {
    'schedule-arn': scheduleArn,
    'scheduled-time': iso(scheduledAt),
    'execution-id': executionId,
    'attempt-number': String(attempts + 1),
  };
  return (target.Input ?? '{}').replace(
    /<aws\.scheduler\.([a-z-]+)>/g,
    (whole, name: string) => context[name] ?? whole,
  );
}

const iso = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z');
