// The queues of the account: found by URL, name or ARN, made and changed. State of the service; the messages are next door.
import { AwsError } from '../../core/aws-error.ts';
import { arn, type CloudContext } from '../../core/cloud-context.ts';
import type { Permission } from '../../core/operation.ts';
import type { Collection } from '../../core/store.ts';
import { numberOf, redrivePolicyOf, resourcePoliciesOf, validateAttributes, type Queue } from './queue.ts';
import type { Message } from './message.ts';
import { QueueMessages, type TakeRules } from './queue-messages.ts';

export class Queues {
  readonly messages: QueueMessages;
  readonly #cloud: CloudContext;
  readonly #records: Collection<Queue>;

  constructor(cloud: CloudContext) {
    this.#cloud = cloud;
    this.#records = cloud.store.collection<Queue>('sqs-queues');
    this.messages = new QueueMessages(cloud.store, cloud.clock);
  }

  all(): Queue[] {
    return this.#records.values();
  }

  /** Throws QueueDoesNotExist. */
  get(name: string): Queue {
    const queue = this.#records.get(name);
    if (!queue) throw new AwsError('QueueDoesNotExist', `The specified queue does not exist: ${name}.`);
    return queue;
  }

  /** Throws QueueDoesNotExist. */
  byUrl(url: string | undefined): Queue {
    return this.get(this.nameOfUrl(url));
  }

  find(queueArn: string): Queue | undefined {
    const queue = this.#records.get(queueArn.split(':').at(-1) ?? '');
    return queue && this.arnOf(queue.name) === queueArn ? queue : undefined;
  }

  /** Any host will do, for a URL may have been made when another port was in use; AWS's SDKs and CLI also take it from elsewhere. */
  nameOfUrl(url: string | undefined): string {
    if (!url)
      throw new AwsError('MissingParameter', 'The request must contain the parameter QueueUrl.', { statusCode: 400 });
    const [account, name] = url.split('/').slice(-2);
    if (account !== this.#cloud.accountId || !name) {
      throw new AwsError('QueueDoesNotExist', `The specified queue does not exist: ${url}.`);
    }
    return name;
  }

  urlOf(name: string): string {
    return `${this.#cloud.addresses.awsEndpointUrl}/${this.#cloud.accountId}/${name}`;
  }

  arnOf(name: string): string {
    return arn(this.#cloud, 'sqs', name);
  }

  /** Makes the queue, or gives the existing one exactly these attributes. */
  async put(name: string, attributes: Readonly<Record<string, string>>): Promise<void> {
    if (name.endsWith('.fifo')) {
      throw new AwsError('UnsupportedOperation', `FIFO queues are not imitated by the local cloud (${name}).`);
    }
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) {
      throw new AwsError(
        'InvalidParameterValue',
        `"${name}" is no queue name: 1 to 80 characters, each a letter, a digit, - or _.`,
        { statusCode: 400 },
      );
    }
    validateAttributes(attributes);
    const now = this.#cloud.clock.now();
    const createdAt = this.#records.get(name)?.createdAt ?? now;
    // An empty value takes an attribute back. [SQS API: SetQueueAttributes, Policy and RedrivePolicy]
    const set = Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== ''));
    await this.#records.put(name, { name, attributes: set, createdAt, modifiedAt: now });
  }

  async remove(name: string): Promise<void> {
    await Promise.all([this.#records.delete(name), this.messages.purge(name)]);
  }

  has(name: string): boolean {
    return this.#records.has(name);
  }

  /** The permission to do `action` with a queue; the queue's own policy has a say too. */
  permission(action: string, name: string): Permission {
    return {
      action: `sqs:${action}`,
      resource: this.arnOf(name),
      resourcePolicies: resourcePoliciesOf(this.#records.get(name)),
      // Loopback stands in for TLS: nobody else can listen to it. So the usual "deny without TLS" policy holds as on AWS.
      context: { 'aws:SecureTransport': 'true' },
    };
  }

  /** How messages of this queue are taken, as its attributes say. */
  takeRules(queue: Queue, max: number, visibilityTimeoutSeconds: number): TakeRules {
    const redrive = redrivePolicyOf(queue);
    const deadLetterQueue = redrive && this.find(redrive.deadLetterTargetArn);
    return {
      max,
      visibilityTimeoutMs: visibilityTimeoutSeconds * 1000,
      retentionMs: retentionMs(queue),
      ...(redrive &&
        deadLetterQueue && {
          redrive: {
            maxReceiveCount: redrive.maxReceiveCount,
            toQueue: deadLetterQueue.name,
            sourceArn: this.arnOf(queue.name),
          },
        }),
    };
  }

  /** Sends to a queue of the account without asking for permission. */
  send(
    queue: Queue,
    message: Omit<Message, 'sentAt' | 'visibleAt' | 'receiveCount'>,
    delaySeconds: number,
  ): Promise<void> {
    const sentAt = this.#cloud.clock.now();
    return this.messages.add(queue.name, {
      ...message,
      sentAt,
      visibleAt: sentAt + delaySeconds * 1000,
      receiveCount: 0,
    });
  }
}

export function retentionMs(queue: Queue): number {
  return numberOf(queue, 'MessageRetentionPeriod') * 1000;
}
