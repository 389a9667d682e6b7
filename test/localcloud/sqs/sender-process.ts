// A process that sends messages and prints the id of each one that was accepted, until somebody kills it.
import { systemClock } from '../../../localcloud/core/clock.ts';
import { sqs } from '../../../localcloud/services/sqs/sqs.ts';
import { startTestCloud } from '../../support/cloud-context.ts';

const cloud = await startTestCloud({ dataDir: process.argv[2]!, clock: systemClock });
cloud.context.addresses.awsEndpointUrl = 'http://127.0.0.1:4566';
await cloud.add(sqs);
const { aws, iam } = cloud.context;
const { QueueUrl } = await aws.call(iam.operatorPrincipal, 'sqs', 'CreateQueue', { QueueName: 'orders' });
for (;;) {
  const batch = Array.from({ length: 5 }, () =>
    aws.call(iam.operatorPrincipal, 'sqs', 'SendMessage', { QueueUrl, MessageBody: 'a' }),
  );
  for (const { MessageId } of await Promise.all(batch)) process.stdout.write(`${MessageId}\n`);
}
