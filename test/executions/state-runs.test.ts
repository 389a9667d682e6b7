// From a history to the states that people are shown: the visits, their attempts and their ends. The local Step Functions writes the histories.
import { afterEach, describe, expect, it } from '@jest/globals';
import { readRuns } from '../../executions/state-runs.ts';
import {
  standIn,
  startStepFunctions,
  type LocalStepFunctions,
} from '../localcloud/stepfunctions/local-step-functions.ts';
import { machineOf } from '../support/run-state-machine.ts';

let running: LocalStepFunctions | undefined;
afterEach(async () => {
  await running?.cloud.stop();
  running = undefined;
});

const task = (ThingName: string, more: object = { End: true }): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::aws-sdk:iot:describeThing',
  Arguments: { ThingName },
  ...more,
});
const Retry = [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }];
const parallel = (...names: string[]): object => ({
  Type: 'Parallel',
  Branches: names.map((name) => ({ StartAt: name, States: { [name]: task(name) } })),
  End: true,
});

type Told = [name: string, outcome: string, attempts: number, error?: string];
const failed = 'Iot.SdkClientException';

/** `failures`: how often the call about that thing fails. `hanging`: things about which no answer comes, until they are taken out. */
async function execute(
  states: Record<string, unknown>,
  failures: Record<string, number> = {},
  hanging = new Set<string>(),
) {
  const describing: string[] = [];
  const iot = standIn('iot', {
    DescribeThing: async ({ thingName }: { thingName: string }) => {
      describing.push(thingName);
      if (hanging.has(thingName)) await new Promise(() => undefined);
      if ((failures[thingName] ?? 0) === 0) return { thingName };
      failures[thingName]!--;
      throw Object.assign(new Error('not there'), { name: 'ResourceNotFoundException' });
    },
  });
  const { call, createMachine, until, untilEnd } = (running = await startStepFunctions([iot]));
  const stateMachineArn = await createMachine('m', machineOf(states));
  const { executionArn = '' } = await call('StartExecution', { stateMachineArn, name: 'e' });
  const told = async (): Promise<Told[]> => {
    const { status } = await call('DescribeExecution', { executionArn });
    const { events = [] } = await call('GetExecutionHistory', { executionArn, maxResults: 1000 });
    const { runs } = readRuns(events, status!);
    return runs.map(
      ({ name, outcome, attempts, error }) => [name, outcome, attempts, ...(error ? [error] : [])] as Told,
    );
  };
  return {
    told,
    end: () => untilEnd(executionArn).then(told),
    /** Once all of these are being described. */
    stop: async (...names: string[]) => {
      await until(() => names.every((name) => describing.includes(name)));
      await call('StopExecution', { executionArn });
      return told();
    },
    redrive: async () => {
      await call('RedriveExecution', { executionArn });
      return untilEnd(executionArn).then(told);
    },
  };
}

describe('a state', () => {
  it('that succeeds at its second try has succeeded', async () => {
    const { end } = await execute({ A: task('A', { Retry, End: true }) }, { A: 1 });
    expect(await end()).toEqual([['A', 'succeeded', 2, failed]]);
  });

  it('that fails at every try, and is left by a Catch, was caught', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'B' }];
    const { end } = await execute({ A: task('A', { Retry, Catch, Next: 'B' }), B: task('B') }, { A: 2 });
    expect(await end()).toEqual([
      ['A', 'caught', 2, failed],
      ['B', 'succeeded', 1],
    ]);
  });

  it('that fails for good has failed, and so has its execution', async () => {
    const { end } = await execute({ A: task('A') }, { A: 1 });
    expect(await end()).toEqual([['A', 'failed', 1, failed]]);
  });

  it('of a branch that was tried anew, with the whole Parallel, has failed the first time', async () => {
    const { end } = await execute({ P: { ...parallel('B', 'C'), Retry } }, { C: 1 });
    expect(await end()).toEqual([
      ['P', 'succeeded', 0, 'ParallelStateFailed'],
      ['B', 'succeeded', 1],
      ['C', 'failed', 1, failed],
      ['B', 'succeeded', 1],
      ['C', 'succeeded', 1],
    ]);
  });
});

describe('after a redrive', () => {
  it('the state that had failed was tried once more, and its error is over', async () => {
    const { end, redrive } = await execute({ A: task('A', { Next: 'P' }), P: parallel('B', 'C') }, { C: 1 });
    expect(await end()).toEqual([
      ['A', 'succeeded', 1],
      ['P', 'failed', 0, 'ParallelStateFailed'],
      ['B', 'succeeded', 1],
      ['C', 'failed', 1, failed],
    ]);
    expect(await redrive()).toEqual([
      ['A', 'succeeded', 1],
      ['P', 'succeeded', 0],
      ['B', 'succeeded', 1],
      ['C', 'succeeded', 2],
    ]);
  });

  it('all branches that were stopped were tried twice, and are done', async () => {
    const hanging = new Set(['B', 'C']);
    const { stop, redrive } = await execute({ P: parallel('B', 'C') }, {}, hanging);
    expect((await stop('B', 'C')).map(([, outcome]) => outcome)).toEqual(['stopped', 'stopped', 'stopped']);
    hanging.clear();
    expect(await redrive()).toEqual([
      ['P', 'succeeded', 0],
      ['B', 'succeeded', 2],
      ['C', 'succeeded', 2],
    ]);
  });

  it('a Fail state was entered anew', async () => {
    const { end, redrive } = await execute({ F: { Type: 'Fail', Error: 'Enough', Cause: 'of it' } });
    expect(await end()).toEqual([['F', 'failed', 0, 'Enough']]);
    expect(await redrive()).toEqual([
      ['F', 'failed', 0, 'Enough'],
      ['F', 'failed', 0, 'Enough'],
    ]);
  });
});
