import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { md5OfAttributes } from '../../../localcloud/services/sqs/digests.ts';
import { startSqs, urlOf, type SqsCloud } from './sqs-cloud.ts';

describe('a message', () => {
  let sqs: SqsCloud;
  let queue: string;
  beforeEach(async () => {
    sqs = await startSqs();
    queue = await sqs.call.createQueue('orders', { VisibilityTimeout: '30' });
  });
  afterEach(() => sqs.stop());

  it('is received with its id, its digests, and what SQS knows about it', async () => {
    const id = await sqs.call.send(queue, 'This is a test message', {
      MessageAttributes: { SellerName: { DataType: 'String', StringValue: 'Example Store' } },
    });
    await sqs.clock.advance(1500);
    const [message] = await sqs.call.receive(queue);
    expect(message).toMatchObject({
      MessageId: id,
      Body: 'This is a test message',
      MD5OfBody: 'fafb00f5732ab283681e124bf8747ed1', // AWS's own sample answer
      MD5OfMessageAttributes: 'cd28f3b68aeee4b2eac9c66f2f694b58',
      MessageAttributes: { SellerName: { DataType: 'String', StringValue: 'Example Store' } },
      Attributes: {
        SentTimestamp: String(Date.UTC(2026, 0, 1)),
        ApproximateFirstReceiveTimestamp: String(Date.UTC(2026, 0, 1) + 1500),
        ApproximateReceiveCount: '1',
      },
    });
  });

  it('has the attribute digest that AWS computes, in the order of names', () => {
    expect(
      md5OfAttributes({
        ordinal: { dataType: 'Number', stringValue: '1' },
        category: { dataType: 'String', stringValue: 'test' },
      }),
    ).toBe('d21ae90c49061e927f57df5f5d72be1f');
  });

  it('is hidden from others until its visibility timeout, then comes again with a higher count', async () => {
    await sqs.call.send(queue, 'a');
    expect(await sqs.call.receive(queue)).toHaveLength(1);
    await sqs.clock.advance(29_999);
    expect(await sqs.call.receive(queue)).toEqual([]);
    await sqs.clock.advance(1);
    const [again] = await sqs.call.receive(queue);
    expect(again!.Attributes!.ApproximateReceiveCount).toBe('2');
  });

  it('is gone once it is deleted', async () => {
    await sqs.call.send(queue, 'a');
    const [message] = await sqs.call.receive(queue);
    await sqs.call.delete(queue, message!);
    await sqs.clock.advance(60_000);
    expect(await sqs.call.receive(queue)).toEqual([]);
  });

  it('stays with its second receiver when the first deletes it too late', async () => {
    await sqs.call.send(queue, 'a');
    const [first] = await sqs.call.receive(queue);
    await sqs.clock.advance(30_000);
    await sqs.call.receive(queue);
    await sqs.call.delete(queue, first!);
    await sqs.clock.advance(30_000);
    expect(await sqs.call.receive(queue)).toHaveLength(1);
  });

  it('comes back at once when its visibility is set to 0, and later when it is extended', async () => {
    const { aws, iam } = sqs.cloud.context;
    await sqs.call.send(queue, 'a');
    const [first] = await sqs.call.receive(queue);
    const change = (ReceiptHandle: string | undefined, VisibilityTimeout: number) =>
      aws.call(iam.operatorPrincipal, 'sqs', 'ChangeMessageVisibility', {
        QueueUrl: queue,
        ReceiptHandle,
        VisibilityTimeout,
      });
    await change(first!.ReceiptHandle, 0);
    const [second] = await sqs.call.receive(queue);
    await change(second!.ReceiptHandle, 100);
    await sqs.clock.advance(99_999);
    expect(await sqs.call.receive(queue)).toEqual([]);
    await sqs.clock.advance(1);
    expect(await sqs.call.receive(queue)).toHaveLength(1);
  });

  it('waits for its delay', async () => {
    await sqs.call.send(queue, 'a', { DelaySeconds: 5 });
    expect(await sqs.call.attributes(queue)).toMatchObject({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesDelayed: '1',
    });
    await sqs.clock.advance(4_999);
    expect(await sqs.call.receive(queue)).toEqual([]);
    await sqs.clock.advance(1);
    expect(await sqs.call.receive(queue)).toHaveLength(1);
  });

  it('is dropped when its retention is over', async () => {
    const brief = await sqs.call.createQueue('brief', { MessageRetentionPeriod: '60' });
    await sqs.call.send(brief, 'a');
    await sqs.clock.advance(60_000);
    expect(await sqs.call.receive(brief)).toEqual([]);
    expect(await sqs.call.attributes(brief)).toMatchObject({ ApproximateNumberOfMessages: '0' });
  });

  it.each([
    ['an empty body', { MessageBody: '' }, 'MissingParameter'],
    ['a body above the maximum', { MessageBody: 'x'.repeat(1_048_577) }, 'InvalidParameterValue'],
    ['a character that XML lacks', { MessageBody: 'a\u0000' }, 'InvalidMessageContents'],
    ['a delay above 15 minutes', { MessageBody: 'a', DelaySeconds: 901 }, 'InvalidParameterValue'],
    [
      'an attribute without a type',
      { MessageBody: 'a', MessageAttributes: { a: { DataType: undefined, StringValue: 'b' } } },
      'InvalidParameterValue',
    ],
  ])('is refused with %s', async (_what, input, name) => {
    const { aws, iam } = sqs.cloud.context;
    await expect(
      aws.call(iam.operatorPrincipal, 'sqs', 'SendMessage', { QueueUrl: queue, ...input }),
    ).rejects.toMatchObject({
      name,
    });
  });

  it('is found under its queue URL whatever the host, and nowhere else', async () => {
    await sqs.call.send('https://sqs.us-east-1.amazonaws.com/000000000000/orders', 'a');
    expect(await sqs.call.receive(queue)).toHaveLength(1);
    await expect(sqs.call.send(urlOf('nothing'), 'a')).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });
});

describe('a batch', () => {
  let sqs: SqsCloud;
  let QueueUrl: string;
  beforeEach(async () => {
    sqs = await startSqs();
    QueueUrl = await sqs.call.createQueue('orders');
  });
  afterEach(() => sqs.stop());

  it('sends what is good and names what is not', async () => {
    const { aws, iam } = sqs.cloud.context;
    const answer = await aws.call(iam.operatorPrincipal, 'sqs', 'SendMessageBatch', {
      QueueUrl,
      Entries: [
        { Id: 'good', MessageBody: 'a' },
        { Id: 'bad', MessageBody: '' },
      ],
    });
    expect(answer.Successful).toEqual([
      expect.objectContaining({ Id: 'good', MD5OfMessageBody: '0cc175b9c0f1b6a831c399e269772661' }),
    ]);
    expect(answer.Failed).toEqual([
      expect.objectContaining({ Id: 'bad', SenderFault: true, Code: 'MissingParameter' }),
    ]);
    expect(await sqs.call.receive(QueueUrl)).toHaveLength(1);
  });

  it.each([
    ['no entry', [], 'EmptyBatchRequest'],
    [
      'eleven entries',
      Array.from({ length: 11 }, (_, n) => ({ Id: `${n}`, MessageBody: 'a' })),
      'TooManyEntriesInBatchRequest',
    ],
    [
      'one id twice',
      [
        { Id: 'a', MessageBody: 'a' },
        { Id: 'a', MessageBody: 'b' },
      ],
      'BatchEntryIdsNotDistinct',
    ],
    ['an odd id', [{ Id: 'a b', MessageBody: 'a' }], 'InvalidBatchEntryId'],
  ])('with %s is refused', async (_what, Entries, name) => {
    const { aws, iam } = sqs.cloud.context;
    await expect(
      aws.call(iam.operatorPrincipal, 'sqs', 'SendMessageBatch', { QueueUrl, Entries }),
    ).rejects.toMatchObject({ name });
  });
});
