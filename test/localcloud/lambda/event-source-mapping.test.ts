import { afterEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../localcloud/core/clock.ts';
import { succeeded } from '../../../localcloud/services/lambda/batch-item-failures.ts';
import { startLambda, type LambdaCloud } from './lambda-cloud.ts';

const queueArn = 'arn:aws:sqs:us-east-1:000000000000:jobs';
const QueueUrl = 'http://127.0.0.1:4566/000000000000/jobs';
const actions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

describe('a queue that feeds a function', () => {
  let lambda: LambdaCloud<ManualClock> | undefined;
  afterEach(async () => {
    await lambda?.stop();
    lambda = undefined;
  });

  async function start(
    code: string,
    mapping: Record<string, unknown> = {},
    allowed = actions,
    queue: Record<string, unknown> = {},
    fn: Record<string, unknown> = {},
  ) {
    lambda = await startLambda({
      clock: new ManualClock(),
      allow: [{ Effect: 'Allow', Action: allowed, Resource: queueArn }],
    });
    await lambda.create('AWS::SQS::Queue', 'jobs', { QueueName: 'jobs', VisibilityTimeout: 30, ...queue });
    await lambda.deploy('work', code, fn);
    await lambda.create('AWS::Lambda::EventSourceMapping', 'mapping', {
      EventSourceArn: queueArn,
      FunctionName: 'work',
      ...mapping,
    });
    return lambda;
  }

  const send = async (...bodies: string[]) => {
    const { aws, iam } = lambda!.cloud.context;
    for (const MessageBody of bodies)
      await aws.call(iam.operatorPrincipal, 'sqs', 'SendMessage', { QueueUrl, MessageBody });
  };
  const counts = async () => {
    const { aws, iam } = lambda!.cloud.context;
    const { Attributes } = await aws.call(iam.operatorPrincipal, 'sqs', 'GetQueueAttributes', {
      QueueUrl,
      AttributeNames: ['All'],
    });
    return [Attributes!.ApproximateNumberOfMessages, Attributes!.ApproximateNumberOfMessagesNotVisible];
  };
  /** Resolves after that many invocations ended, seen where every call passes. */
  const deletions = (count: number): Promise<void> =>
    new Promise((resolve) => {
      let seen = 0;
      lambda!.cloud.context.aws.intercept(async ({ operation, input }, proceed) => {
        const answer = await proceed();
        if (operation === 'DeleteMessageBatch') seen += (input as { Entries: [] }).Entries.length;
        if (seen >= count) resolve();
        return answer;
      });
    });

  it('hands over messages in the event that AWS documents, and deletes them', async () => {
    await start('export const handler = async (event) => console.log(JSON.stringify(event));');
    await send('hello');
    const done = deletions(1);
    await lambda!.run();
    await done;
    expect(await counts()).toEqual(['0', '0']);
    const event = JSON.parse(/INFO\t(\{.*\})/.exec(await lambda!.log('work', /INFO.*\n/))![1]!) as unknown;
    expect(event).toEqual({
      Records: [
        {
          messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          receiptHandle: expect.any(String),
          body: 'hello',
          attributes: {
            ApproximateReceiveCount: '1',
            SentTimestamp: '1767225600000',
            SenderId: expect.any(String),
            ApproximateFirstReceiveTimestamp: '1767225600000',
          },
          messageAttributes: {},
          md5OfBody: '5d41402abc4b2a76b9719d911017c592',
          eventSource: 'aws:sqs',
          eventSourceARN: queueArn,
          awsRegion: 'us-east-1',
        },
      ],
    });
  });

  it('gets back those that the function names as failed, after their visibility timeout', async () => {
    const code = `export const handler = async ({ Records }) => ({
      batchItemFailures: Records.filter(({ body, attributes }) => body === 'bad' && attributes.ApproximateReceiveCount === '1')
        .map(({ messageId }) => ({ itemIdentifier: messageId })),
    });`;
    await start(code, { FunctionResponseTypes: ['ReportBatchItemFailures'] });
    await send('good', 'bad', 'good');
    const two = deletions(2);
    const three = deletions(3);
    await lambda!.run();
    await two;
    expect(await counts()).toEqual(['0', '1']);
    await lambda!.cloud.context.clock.advance(30_000);
    await three;
    expect(await counts()).toEqual(['0', '0']);
  });

  it('loses no message when the function fails, and hands it to the dead-letter queue in the end', async () => {
    const RedrivePolicy = { deadLetterTargetArn: `${queueArn}-dead`, maxReceiveCount: 3 };
    await start('export const handler = async () => { throw new Error("never"); };', {}, actions, { RedrivePolicy });
    await lambda!.create('AWS::SQS::Queue', 'dead', { QueueName: 'jobs-dead' });
    await send('a');
    await lambda!.run();
    const { aws, iam, clock } = lambda!.cloud.context;
    const failures = async () =>
      [...(await lambda!.log('work').catch(() => '')).matchAll(/"errorMessage":"never"/g)].length;
    for (let attempt = 1; attempt <= 3; attempt++) {
      while ((await failures()) < attempt) await clock.advance(0);
      await clock.advance(30_000);
    }
    const { Messages } = await aws.call(iam.operatorPrincipal, 'sqs', 'ReceiveMessage', {
      QueueUrl: `${QueueUrl}-dead`,
      AttributeNames: ['All'],
    });
    expect(Messages).toMatchObject([{ Body: 'a', Attributes: { DeadLetterQueueSourceArn: queueArn } }]);
    expect(await failures()).toBe(3);
  });

  it('keeps to its maximum concurrency, and handles everything', async () => {
    await start('export const handler = async () => {};', { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } });
    await send(...Array.from({ length: 20 }, (_, n) => `m${n}`));
    let inHand = 0;
    let most = 0;
    lambda!.cloud.context.aws.intercept(async ({ operation, input }, proceed) => {
      const answer = (await proceed()) as { Messages?: [] };
      if (operation === 'ReceiveMessage') most = Math.max(most, (inHand += answer.Messages?.length ?? 0));
      if (operation === 'DeleteMessageBatch') inHand -= (input as { Entries: [] }).Entries.length;
      return answer;
    });
    const done = deletions(20);
    await lambda!.run();
    await done;
    expect(most).toBe(2);
  });

  it('gathers a batch above ten for as long as its window is open', async () => {
    const mapping = { BatchSize: 25, MaximumBatchingWindowInSeconds: 5, ScalingConfig: { MaximumConcurrency: 2 } };
    const code = 'export const handler = async ({ Records }) => console.log("batch of", Records.length);';
    // The clock runs ahead of the thread here; long timeouts keep that out of the test.
    await start(code, mapping, actions, { VisibilityTimeout: 43_200 }, { Timeout: 900 });
    await send(...Array.from({ length: 25 }, (_, n) => `m${n}`));
    let finished = false;
    void deletions(25).then(() => (finished = true));
    await lambda!.run();
    while (!finished) await lambda!.cloud.context.clock.advance(50);
    const sizesIn = (log: string) => [...log.matchAll(/batch of (\d+)\n/g)].map(([, size]) => Number(size));
    let sizes: number[] = [];
    while (sum(sizes) < 25) sizes = sizesIn(await lambda!.log('work'));
    expect(sum(sizes)).toBe(25);
    expect(sizes.length).toBeLessThanOrEqual(2);
  });

  it.each(actions)('is refused when the role lacks %s', async (missing) => {
    const allowed = actions.filter((action) => action !== missing);
    await expect(start('export const handler = async () => {};', {}, allowed)).rejects.toThrow(missing.slice(4));
  });

  it('is refused when messages would come back before the function times out', async () => {
    await expect(
      start('export const handler = async () => {};', {}, actions, { VisibilityTimeout: 2 }),
    ).rejects.toThrow('Queue visibility timeout: 2 seconds is less than Function timeout: 3 seconds');
  });
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

describe('a batch response', () => {
  const messages = [{ MessageId: 'a' }, { MessageId: 'b' }];
  it.each([
    ['the function failed', { payload: '{}', functionError: 'Unhandled' as const }, []],
    ['null', { payload: 'null' }, ['a', 'b']],
    ['no list', { payload: '{}' }, ['a', 'b']],
    ['a null list', { payload: '{"batchItemFailures":null}' }, ['a', 'b']],
    ['an empty list', { payload: '{"batchItemFailures":[]}' }, ['a', 'b']],
    ['one of two', { payload: '{"batchItemFailures":[{"itemIdentifier":"a"}]}' }, ['b']],
    ['an unknown id', { payload: '{"batchItemFailures":[{"itemIdentifier":"c"}]}' }, []],
    ['an empty id', { payload: '{"batchItemFailures":[{"itemIdentifier":""}]}' }, []],
    ['a wrong key', { payload: '{"batchItemFailures":[{"id":"a"}]}' }, []],
    ['something else than a list', { payload: '{"batchItemFailures":"a"}' }, []],
  ])('that is %s means what AWS documents', (_what, outcome, expected) => {
    expect(succeeded(messages, outcome, true).map(({ MessageId }) => MessageId)).toEqual(expected);
  });
});
