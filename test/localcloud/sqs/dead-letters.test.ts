import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { arnOf, startSqs, type SqsCloud } from './sqs-cloud.ts';

describe('a dead-letter queue', () => {
  let sqs: SqsCloud;
  let source: string;
  let dead: string;
  beforeEach(async () => {
    sqs = await startSqs();
    dead = await sqs.call.createQueue('dead');
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf('dead'), maxReceiveCount: 3 });
    source = await sqs.call.createQueue('source', { VisibilityTimeout: '10', RedrivePolicy });
  });
  afterEach(() => sqs.stop());

  const receiveThreeTimesInVain = async () => {
    for (let n = 0; n < 3; n++) {
      expect(await sqs.call.receive(source)).toHaveLength(1);
      await sqs.clock.advance(10_000);
    }
    expect(await sqs.call.receive(source)).toEqual([]);
  };

  it('gets a message after maxReceiveCount receives, with its id, age and source', async () => {
    const id = await sqs.call.send(source, 'a');
    await receiveThreeTimesInVain();
    const [message] = await sqs.call.receive(dead);
    expect(message).toMatchObject({
      MessageId: id,
      Body: 'a',
      Attributes: { DeadLetterQueueSourceArn: arnOf('source'), SentTimestamp: String(Date.UTC(2026, 0, 1)) },
    });
  });

  it('gives its messages back to their source by a move task', async () => {
    const { aws, iam } = sqs.cloud.context;
    const operator = iam.operatorPrincipal;
    const id = await sqs.call.send(source, 'a');
    await receiveThreeTimesInVain();
    await aws.call(operator, 'sqs', 'StartMessageMoveTask', { SourceArn: arnOf('dead') });
    expect(await sqs.call.receive(dead)).toEqual([]);
    expect(await sqs.call.receive(source)).toMatchObject([
      { MessageId: id, Attributes: { ApproximateReceiveCount: '1' } },
    ]);
    const { Results } = await aws.call(operator, 'sqs', 'ListMessageMoveTasks', { SourceArn: arnOf('dead') });
    expect(Results).toMatchObject([{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1 }]);
  });

  it('cannot give back what was sent to it directly, unless it is told where to', async () => {
    const { aws, iam } = sqs.cloud.context;
    const operator = iam.operatorPrincipal;
    await sqs.call.send(dead, 'a');
    await aws.call(operator, 'sqs', 'StartMessageMoveTask', { SourceArn: arnOf('dead') });
    const { Results } = await aws.call(operator, 'sqs', 'ListMessageMoveTasks', { SourceArn: arnOf('dead') });
    expect(Results).toMatchObject([{ Status: 'FAILED', FailureReason: 'CouldNotDetermineMessageSource' }]);
    await aws.call(operator, 'sqs', 'StartMessageMoveTask', {
      SourceArn: arnOf('dead'),
      DestinationArn: arnOf('source'),
    });
    expect(await sqs.call.receive(source)).toHaveLength(1);
  });

  it('knows its sources', async () => {
    const { aws, iam } = sqs.cloud.context;
    const answer = await aws.call(iam.operatorPrincipal, 'sqs', 'ListDeadLetterSourceQueues', { QueueUrl: dead });
    expect(answer.queueUrls).toEqual([source]);
  });
});
