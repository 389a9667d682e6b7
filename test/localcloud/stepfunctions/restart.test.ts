// The history on disk is the state: whatever the moment of a crash, an execution goes on, and nothing that completed runs again.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../localcloud/core/clock.ts';
import type { CreateService } from '../../../localcloud/core/service.ts';
import { temporaryDirectory } from '../../support/cloud-context.ts';
import { machineOf } from '../../support/run-state-machine.ts';
import { executionArn, standIn, startStepFunctions, type LocalStepFunctions } from './local-step-functions.ts';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => (directory = await temporaryDirectory()));
afterEach(() => directory.remove());

const look = (ThingName: string, more: object): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::aws-sdk:iot:describeThing',
  Arguments: { ThingName },
  ...more,
});
const arn = executionArn('m', 'e');

/** An IoT that notes every call, and leaves those in `hanging` without an answer. */
function things(calls: string[], hanging: Set<string>): CreateService {
  return standIn('iot', {
    DescribeThing: ({ thingName }: { thingName: string }) => {
      calls.push(thingName);
      return hanging.has(thingName) ? new Promise(() => undefined) : Promise.resolve({ thingName });
    },
  });
}

describe('after a restart', () => {
  let calls: string[];
  let hanging: Set<string>;
  let clock: ManualClock;
  const open = (): Promise<LocalStepFunctions> =>
    startStepFunctions([things(calls, hanging)], { dataDir: directory.path, clock });
  beforeEach(() => {
    calls = [];
    hanging = new Set();
    clock = new ManualClock();
  });
  const start = async (local: LocalStepFunctions, states: Record<string, unknown>, more = {}): Promise<void> => {
    const stateMachineArn = await local.createMachine('m', machineOf(states, more));
    await local.call('StartExecution', { stateMachineArn, name: 'e', input: '{"n":1}' });
  };

  it('a task that was in flight runs again, with the same arguments; those before it do not', async () => {
    hanging.add('B');
    let local = await open();
    await start(local, {
      A: look('A', { Assign: { dice: '{% $uuid() %}' }, Next: 'B' }),
      B: look('B', { Next: 'C' }),
      C: look('C', { Output: '{% $dice %}', End: true }),
    });
    await local.until(() => calls.includes('B'));
    await local.cloud.stop();
    hanging.clear();
    local = await open();
    expect(await local.untilEnd(arn)).toMatchObject({ status: 'SUCCEEDED' });
    expect(calls).toEqual(['A', 'B', 'B', 'C']);
    const { events = [] } = await local.call('GetExecutionHistory', { executionArn: arn });
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    expect(events.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      ...Array.from({ length: 3 }, () => [
        'TaskStateEntered',
        'TaskScheduled',
        'TaskStarted',
        'TaskSucceeded',
        'TaskStateExited',
      ]).flat(),
      'ExecutionSucceeded',
    ]);
    const assigned = events.find(({ stateExitedEventDetails: exited }) => exited?.name === 'A')?.stateExitedEventDetails
      ?.assignedVariables;
    expect((await local.call('DescribeExecution', { executionArn: arn })).output).toBe(assigned?.['dice']);
    await local.cloud.stop();
  });

  it('a Wait lasts as long as was left of it', async () => {
    let local = await open();
    await start(local, { W: { Type: 'Wait', Seconds: 100, End: true } });
    await local.until(() => clock.nextTimerInMs !== undefined);
    await clock.advance(40_000);
    await local.cloud.stop();
    local = await open();
    await local.until(() => clock.nextTimerInMs !== undefined);
    expect(clock.nextTimerInMs).toBe(60_000);
    await local.untilEnd(arn);
    await local.cloud.stop();
  });

  it('retries go on counting, and wait for the time that was set', async () => {
    const failures: string[] = [];
    const broken = standIn('iot', {
      DescribeThing: async () => {
        failures.push('x');
        throw new Error('down');
      },
    });
    const reopen = (): Promise<LocalStepFunctions> => startStepFunctions([broken], { dataDir: directory.path, clock });
    let local = await reopen();
    await start(local, {
      A: look('A', {
        Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 10, BackoffRate: 2, MaxAttempts: 3 }],
        End: true,
      }),
    });
    await local.until(() => clock.nextTimerInMs === 10_000);
    await clock.advance(10_000);
    await local.until(() => clock.nextTimerInMs === 20_000);
    await clock.advance(5_000);
    await local.cloud.stop();
    local = await reopen();
    await local.until(() => clock.nextTimerInMs !== undefined);
    expect([clock.nextTimerInMs, failures.length]).toEqual([15_000, 2]);
    expect(await local.untilEnd(arn)).toMatchObject({ status: 'FAILED', error: 'Iot.SdkClientException' });
    expect(failures).toHaveLength(4);
    await local.cloud.stop();
  });

  it('only the branches and iterations that had not ended go on', async () => {
    hanging.add('B').add('2');
    let local = await open();
    const branch = (states: Record<string, unknown>): object => ({ StartAt: Object.keys(states)[0], States: states });
    const item = { ...look('', { End: true }), Arguments: { ThingName: '{% $string($states.input) %}' } };
    await start(local, {
      P: {
        Type: 'Parallel',
        Branches: [
          branch({ A: look('A', { End: true }) }),
          branch({ B: look('B', { End: true }) }),
          branch({
            M: {
              Type: 'Map',
              Items: [1, 2, 3],
              ItemProcessor: branch({ I: item }),
              Output: '{% $states.result.ThingName %}',
              End: true,
            },
          }),
        ],
        Output: '{% [$states.result[0].ThingName, $states.result[1].ThingName, $states.result[2]] %}',
        End: true,
      },
    });
    const exits = async (): Promise<number> =>
      (await local.historyTypes(arn)).filter((type) => type === 'TaskStateExited').length;
    await local.until(async () => (await exits()) === 3);
    await local.cloud.stop();
    hanging.clear();
    local = await open();
    expect(await local.untilEnd(arn)).toMatchObject({ status: 'SUCCEEDED', output: '["A","B","1","2","3"]' });
    expect(calls.sort()).toEqual(['1', '2', '2', '3', 'A', 'B', 'B']);
    const types = await local.historyTypes(arn);
    expect(types.filter((type) => type === 'MapIterationSucceeded')).toHaveLength(3);
    expect(types.filter((type) => type === 'MapIterationStarted')).toHaveLength(3);
    await local.cloud.stop();
  });

  it("the machine's timeout counts from its start", async () => {
    let local = await open();
    await start(local, { W: { Type: 'Wait', Seconds: 100, End: true } }, { TimeoutSeconds: 50 });
    await local.until(() => clock.nextTimerInMs !== undefined);
    await local.cloud.stop();
    await clock.advance(60_000);
    local = await open();
    expect(await local.untilEnd(arn)).toMatchObject({ status: 'TIMED_OUT' });
    await local.cloud.stop();
  });

  it('an execution that has ended stays as it ended, and its name stays taken', async () => {
    let local = await open();
    await start(local, { P: { Type: 'Pass', End: true } });
    const ended = await local.untilEnd(arn);
    await local.cloud.stop();
    local = await open();
    expect(await local.call('DescribeExecution', { executionArn: arn })).toEqual(ended);
    await expect(
      local.call('StartExecution', { stateMachineArn: ended.stateMachineArn, name: 'e', input: '{"n":1}' }),
    ).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await local.cloud.stop();
  });
});
