// Delivery: an accepted event is on disk once per target until the target has taken it, its retries are used up, or the dead-letter queue has it.
import type { Target } from '@aws-sdk/client-eventbridge';
import { AwsError } from '../../core/aws-error.ts';
import type { CloudContext } from '../../core/cloud-context.ts';
import { DurableWork, type Progress } from '../../core/durable-work.ts';
import { servicePrincipal } from '../../core/principal.ts';
import type { Buses } from './buses.ts';
import type { BusEvent } from './event.ts';
import { matches, parsePattern } from './event-pattern.ts';
import { sendToTarget, inputFor, queueUrl } from './targets.ts';

interface Delivery {
  readonly ruleArn: string;
  readonly target: Target;
  readonly input: string;
  readonly acceptedAt: number;
  readonly attempts: number;
}

/** Trying again doesn't help against these. [EventBridge: dead-letter queues, non-retriable errors] */
const final = ['AccessDeniedException', 'ResourceNotFoundException', 'QueueDoesNotExist'];
const longestPauseMs = 5 * 60_000;

export class Deliveries {
  readonly #cloud: CloudContext;
  readonly #buses: Buses;
  readonly #work: DurableWork<Delivery>;

  constructor(cloud: CloudContext, buses: Buses) {
    this.#cloud = cloud;
    this.#buses = buses;
    this.#work = new DurableWork({
      ...{ clock: cloud.clock, store: cloud.store, name: 'eventbridge-deliveries' },
      work: (delivery) => this.#deliver(delivery),
      onBug: (error) => cloud.log('eventbridge', `delivery: ${String(error)}`),
    });
  }

  /** Resolves when every matching rule's targets have the event on their lists, on disk. */
  async accept(busName: string, event: BusEvent): Promise<void> {
    const rules = this.#buses.rulesOn(busName).filter(({ state }) => state === 'ENABLED');
    const matching = rules.filter(({ pattern }) => matches(parsePattern(pattern), event));
    const acceptedAt = this.#cloud.clock.now();
    const deliveries = matching.flatMap((rule) =>
      rule.targets.map((target) => {
        const input = inputFor(target, event);
        return { ruleArn: this.#buses.ruleArn(rule), target, input, acceptedAt, attempts: 0 };
      }),
    );
    await Promise.all(deliveries.map((delivery) => this.#work.accept(delivery)));
  }

  resume(): void {
    this.#work.resume();
  }

  stop(): Promise<void> {
    return this.#work.stop();
  }

  async #deliver(delivery: Delivery): Promise<Progress<Delivery>> {
    const { target, attempts, acceptedAt } = delivery;
    try {
      await sendToTarget(this.#cloud, this.#principal(delivery), target, delivery.input);
      return 'done';
    } catch (error) {
      // [EventBridge: retry policy]
      const { MaximumRetryAttempts: most = 185, MaximumEventAgeInSeconds: oldestSeconds = 86_400 } =
        target.RetryPolicy ?? {};
      const inMs = Math.min(1000 * 2 ** attempts, longestPauseMs) * (0.5 + this.#cloud.random() / 2);
      const ageMs = this.#cloud.clock.now() + inMs - acceptedAt;
      const over = attempts >= most || ageMs > oldestSeconds * 1000;
      const name = error instanceof AwsError ? error.name : 'INTERNAL_ERROR';
      if (!over && !final.includes(name)) return { item: { ...delivery, attempts: attempts + 1 }, inMs };
      if (!this.#work.stopped) await this.#toDeadLetterQueue(delivery, name, (error as Error).message);
      return 'done';
    }
  }

  async #toDeadLetterQueue(delivery: Delivery, errorCode: string, errorMessage: string): Promise<void> {
    const { target, ruleArn, input } = delivery;
    this.#cloud.log(
      'eventbridge',
      `${ruleArn}: target ${target.Id} did not take an event: ${errorCode}: ${errorMessage}`,
    );
    const deadLetterArn = target.DeadLetterConfig?.Arn;
    if (!deadLetterArn) return;
    const attributes = {
      RULE_ARN: ruleArn,
      TARGET_ARN: target.Arn,
      ERROR_CODE: errorCode,
      ERROR_MESSAGE: errorMessage,
    };
    try {
      await this.#cloud.aws.call(this.#principal(delivery), 'sqs', 'SendMessage', {
        QueueUrl: queueUrl(this.#cloud, deadLetterArn),
        MessageBody: input,
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
        ),
      });
    } catch (error) {
      this.#cloud.log('eventbridge', `${ruleArn}: its dead-letter queue did not take it either: ${String(error)}`);
    }
  }

  #principal({ ruleArn }: Delivery) {
    return servicePrincipal('events.amazonaws.com', this.#cloud.accountId, ruleArn);
  }
}
