import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startSqs, type SqsCloud } from './sqs-cloud.ts';

describe('a long poll', () => {
  let sqs: SqsCloud;
  let queue: string;
  beforeEach(async () => {
    sqs = await startSqs();
    queue = await sqs.call.createQueue('orders', { VisibilityTimeout: '5' });
  });
  afterEach(() => sqs.stop());

  const poll = () => {
    const state = { done: false };
    const answer = sqs.call.receive(queue, { WaitTimeSeconds: 20 }).finally(() => (state.done = true));
    return { state, answer };
  };

  it('answers nothing, after its whole time', async () => {
    const { state, answer } = poll();
    await sqs.clock.advance(19_999);
    expect(state.done).toBe(false);
    await sqs.clock.advance(1);
    expect(await answer).toEqual([]);
  });

  it('answers as soon as a message is sent', async () => {
    const { answer } = poll();
    await sqs.call.send(queue, 'a');
    expect(await answer).toHaveLength(1);
  });

  it('answers when a message in flight becomes visible again', async () => {
    await sqs.call.send(queue, 'a');
    await sqs.call.receive(queue);
    const { state, answer } = poll();
    await sqs.clock.advance(4_999);
    expect(state.done).toBe(false);
    await sqs.clock.advance(1);
    expect(await answer).toHaveLength(1);
  });

  it('gives one message to one of many', async () => {
    const polls = [poll(), poll(), poll()];
    await sqs.call.send(queue, 'a');
    await Promise.race(polls.map(({ answer }) => answer));
    await sqs.clock.advance(4_000);
    expect(polls.filter(({ state }) => state.done)).toHaveLength(1);
  });

  it('ends empty when the service stops', async () => {
    const { answer } = poll();
    await sqs.clock.advance(1);
    await sqs.stop();
    expect(await answer).toEqual([]);
    sqs = await startSqs();
  });
});
