// A cloud with SQS alone, and short words for what the tests do most.
import type { Message } from '@aws-sdk/client-sqs';
import type { ManualClock } from '../../../localcloud/core/clock.ts';
import type { InputOf } from '../../../localcloud/core/aws-model.ts';
import { sqs } from '../../../localcloud/services/sqs/sqs.ts';
import { startTestCloud, type TestCloud } from '../../support/cloud-context.ts';

export interface SqsCloud {
  readonly cloud: TestCloud;
  readonly clock: ManualClock;
  readonly call: {
    createQueue(name: string, attributes?: Record<string, string>): Promise<string>;
    send(url: string, body: string, more?: Partial<InputOf<'sqs', 'SendMessage'>>): Promise<string>;
    receive(url: string, more?: Partial<InputOf<'sqs', 'ReceiveMessage'>>): Promise<Message[]>;
    delete(url: string, message: Message): Promise<void>;
    attributes(url: string): Promise<Record<string, string>>;
  };
  stop(): Promise<void>;
}

export const urlOf = (name: string): string => `http://127.0.0.1:4566/000000000000/${name}`;
export const arnOf = (name: string): string => `arn:aws:sqs:us-east-1:000000000000:${name}`;

export async function startSqs(dataDir?: string, clock?: ManualClock): Promise<SqsCloud> {
  const cloud = await startTestCloud({ ...(dataDir && { dataDir }), ...(clock && { clock }) });
  cloud.context.addresses.awsEndpointUrl = 'http://127.0.0.1:4566';
  await cloud.add(sqs);
  const { aws, iam } = cloud.context;
  const operator = iam.operatorPrincipal;
  return {
    cloud,
    clock: cloud.context.clock,
    call: {
      createQueue: async (QueueName, Attributes) =>
        (await aws.call(operator, 'sqs', 'CreateQueue', { QueueName, Attributes })).QueueUrl!,
      send: async (QueueUrl, MessageBody, more) =>
        (await aws.call(operator, 'sqs', 'SendMessage', { QueueUrl, MessageBody, ...more })).MessageId!,
      receive: async (QueueUrl, more) =>
        (
          await aws.call(operator, 'sqs', 'ReceiveMessage', {
            QueueUrl,
            MaxNumberOfMessages: 10,
            AttributeNames: ['All'],
            MessageAttributeNames: ['All'],
            ...more,
          })
        ).Messages ?? [],
      delete: async (QueueUrl, { ReceiptHandle }) =>
        void (await aws.call(operator, 'sqs', 'DeleteMessage', { QueueUrl, ReceiptHandle })),
      attributes: async (QueueUrl) =>
        (await aws.call(operator, 'sqs', 'GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] }))
          .Attributes as Record<string, string>,
    },
    stop: () => cloud.stop(),
  };
}
