// One rotation per channel, and another attempt only after one that failed. Against Step Functions' true name semantics.
import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import type { Execution, ExecutionStarter } from '../../executions/execution-starter.ts';
import { startRotation } from '../../executions/rotation.ts';

const channel = {
  cameraName: 'front-door',
  channelArn: 'arn:aws:kinesisvideo:us-east-1:000000000000:channel/front-door/1763798401456',
};
const name = createHash('sha256').update(channel.channelArn).digest('hex');

const running: Execution = { status: 'RUNNING' };
const ended = (status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED'): Execution => ({
  status,
  stopDate: new Date(1),
});

function executions(known: Record<string, Execution> = {}) {
  const started: [string, string][] = [];
  const them: ExecutionStarter = {
    start: async (executionName, input) => {
      const existing = known[executionName];
      if (existing) return existing.status === 'RUNNING' && input === JSON.stringify(channel);
      started.push([executionName, input]);
      known[executionName] = running;
      return true;
    },
    find: async (executionName) => known[executionName],
  };
  return { them, started };
}

describe('start-rotation', () => {
  it('starts an execution named after the channel, with the canonical input', async () => {
    const { them, started } = executions();
    expect(await startRotation(them, channel)).toEqual({ outcome: 'started', executionName: name });
    expect(started).toEqual([
      [
        name,
        '{"cameraName":"front-door","channelArn":"arn:aws:kinesisvideo:us-east-1:000000000000:channel/front-door/1763798401456"}',
      ],
    ]);
    expect(name).toMatch(/^[0-9a-f]{64}$/);
  });

  it('starts once, however many ask', async () => {
    const { them, started } = executions();
    await Promise.all([startRotation(them, channel), startRotation(them, channel), startRotation(them, channel)]);
    expect(started).toHaveLength(1);
  });

  it('starts none for a channel that has been rotated', async () => {
    const { them, started } = executions({ [name]: ended('SUCCEEDED') });
    expect(await startRotation(them, channel)).toEqual({ outcome: 'done', executionName: name });
    expect(started).toEqual([]);
  });

  it.each(['FAILED', 'TIMED_OUT', 'ABORTED'] as const)('starts the next attempt after one that %s', async (status) => {
    const { them } = executions({ [name]: ended(status), [`${name}-2`]: ended(status) });
    expect(await startRotation(them, channel)).toEqual({ outcome: 'started', executionName: `${name}-3` });
  });

  it('leaves a later attempt alone that runs or has succeeded', async () => {
    const first = { [name]: ended('FAILED') };
    const { them } = executions({ ...first, [`${name}-2`]: ended('SUCCEEDED') });
    expect((await startRotation(them, channel)).outcome).toBe('done');
    const other: ExecutionStarter = {
      start: async () => false,
      find: async (n) => (n === name ? first[name] : running),
    };
    expect((await startRotation(other, channel)).outcome).toBe('running');
  });

  it('throws when Step Functions refuses a name that it does not know, and lets an outage through', async () => {
    const blind: ExecutionStarter = { start: async () => false, find: async () => undefined };
    await expect(startRotation(blind, channel)).rejects.toThrow(`Execution ${name} exists`);
    const out: ExecutionStarter = { ...blind, start: () => Promise.reject(new Error('throttled')) };
    await expect(startRotation(out, channel)).rejects.toThrow('throttled');
  });
});
