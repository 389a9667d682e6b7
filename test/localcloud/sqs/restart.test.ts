import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ManualClock } from '../../../localcloud/core/clock.ts';
import { temporaryDirectory } from '../../support/cloud-context.ts';
import { startSqs, urlOf } from './sqs-cloud.ts';

describe('a queue over restarts', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  beforeEach(async () => void (directory = await temporaryDirectory()));
  afterEach(() => directory.remove());

  it('shows a message that was in flight at its timeout, not before', async () => {
    const clock = new ManualClock();
    const first = await startSqs(directory.path, clock);
    const queue = await first.call.createQueue('orders', { VisibilityTimeout: '30' });
    await first.call.send(queue, 'a');
    await first.call.receive(queue);
    await first.stop();

    const second = await startSqs(directory.path, clock);
    expect(await second.call.receive(queue)).toEqual([]);
    await clock.advance(30_000);
    const [message] = await second.call.receive(queue);
    expect(message).toMatchObject({ Body: 'a', Attributes: { ApproximateReceiveCount: '2' } });
    await second.stop();
  });

  it('loses no message and delivers none after its deletion, whatever happens in between', async () => {
    const step = fc.oneof(
      fc.constant({ do: 'send' as const }),
      fc.record({ do: fc.constant('receive' as const), max: fc.integer({ min: 1, max: 10 }) }),
      fc.constant({ do: 'delete' as const }),
      fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 20_000 }) }),
      fc.constant({ do: 'restart' as const }),
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const clock = new ManualClock();
        const dataDir = `${directory.path}/${run++}`;
        let sqs = await startSqs(dataDir, clock);
        const queue = await sqs.call.createQueue('orders', { VisibilityTimeout: '10' });
        const expected = new Set<string>();
        let inHand: Awaited<ReturnType<typeof sqs.call.receive>> = [];
        for (const action of steps) {
          if (action.do === 'send') expected.add(await sqs.call.send(queue, `m${expected.size}`));
          else if (action.do === 'receive') {
            const received = await sqs.call.receive(queue, { MaxNumberOfMessages: action.max });
            for (const { MessageId } of received) expect(expected).toContain(MessageId);
            inHand = [...inHand, ...received];
          } else if (action.do === 'delete') {
            const message = inHand.shift();
            if (!message) continue;
            const newest = !inHand.some(({ MessageId }) => MessageId === message.MessageId);
            await sqs.call.delete(queue, message);
            if (newest) expected.delete(message.MessageId!);
          } else if (action.do === 'wait') await clock.advance(action.ms);
          else {
            await sqs.stop();
            sqs = await startSqs(dataDir, clock);
          }
        }
        await clock.advance(10_000);
        const left = new Set<string>();
        for (let batch = await sqs.call.receive(queue); batch.length > 0; batch = await sqs.call.receive(queue)) {
          for (const { MessageId } of batch) {
            expect(left).not.toContain(MessageId);
            left.add(MessageId!);
          }
        }
        expect(left).toEqual(expected);
        await sqs.stop();
      }),
      { numRuns: 25 },
    );
  });

  it('has the same URL after the restart', async () => {
    const first = await startSqs(directory.path);
    await first.call.createQueue('orders');
    await first.stop();
    const second = await startSqs(directory.path);
    const { aws, iam } = second.cloud.context;
    expect(await aws.call(iam.operatorPrincipal, 'sqs', 'ListQueues', {})).toEqual({ QueueUrls: [urlOf('orders')] });
    await second.stop();
  });
});
