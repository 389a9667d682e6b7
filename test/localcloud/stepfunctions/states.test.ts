// What each type of state does with its data. Expected values follow the Amazon States Language specification and the AWS guide.
import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../localcloud/core/clock.ts';
import { TaskFailure } from '../../../localcloud/services/stepfunctions/interpreter/state-failure.ts';
import { machineOf, runToEnd } from '../../support/run-state-machine.ts';

const task = (more: object = {}): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::aws-sdk:iot:createThing',
  ...more,
});
const end = { End: true };
const outputOf = async (
  states: Record<string, unknown>,
  options: Parameters<typeof runToEnd>[1] = {},
): Promise<unknown> => {
  const { outcome } = await runToEnd(machineOf(states), options);
  expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  return outcome.output;
};

describe('Pass', () => {
  it('hands its input on', async () => {
    expect(await outputOf({ P: { Type: 'Pass', ...end } }, { input: { a: [1] } })).toEqual({ a: [1] });
  });

  it('evaluates expressions anywhere in Output and leaves other strings alone', async () => {
    const Output = {
      sum: '{% $states.input.a + 1 %}',
      list: ['{% $states.context.State.Name %}', 'plain {% text'.slice(0, 5)],
    };
    expect(await outputOf({ P: { Type: 'Pass', Output, ...end } }, { input: { a: 1 } })).toEqual({
      sum: 2,
      list: ['P', 'plain'],
    });
  });

  it('fails with States.QueryEvaluationError where an expression returns nothing', async () => {
    const { outcome, history } = await runToEnd(
      machineOf({ P: { Type: 'Pass', Output: { a: '{% $states.input.b %}' }, ...end } }),
    );
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
    expect(history.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'EvaluationFailed',
      'ExecutionFailed',
    ]);
    expect(history[2]?.evaluationFailedEventDetails).toMatchObject({ state: 'P', location: 'Output/a' });
  });
});

describe('variables', () => {
  it('are evaluated in parallel: Assign and Output see the values from before', async () => {
    // [SFN guide: "Evaluation order in an Assign field"]
    const swap = { Type: 'Pass', Assign: { x: '{% $a %}', nextX: '{% $x %}' }, Output: '{% $x %}', Next: 'Look' };
    const states = {
      Start: { Type: 'Pass', Assign: { x: 3, a: 6 }, Next: 'Swap' },
      Swap: swap,
      Look: { Type: 'Pass', Output: { x: '{% $x %}', nextX: '{% $nextX %}', passed: '{% $states.input %}' }, ...end },
    };
    expect(await outputOf(states)).toEqual({ x: 6, nextX: 3, passed: 3 });
  });

  it('of an outer scope are visible inside, and those of a branch end with it', async () => {
    const branch = (name: string, Assign: object): object => ({
      StartAt: name,
      States: { [name]: { Type: 'Pass', Assign, Output: '{% $outer & $exists($mine) %}', ...end } },
    });
    const states = {
      Start: { Type: 'Pass', Assign: { outer: 'o-' }, Next: 'Both' },
      Both: { Type: 'Parallel', Branches: [branch('A', { mine: 1 }), branch('B', { mine: 2 })], Next: 'After' },
      After: { Type: 'Pass', Output: { both: '{% $states.input %}', mine: '{% $exists($mine) %}' }, ...end },
    };
    expect(await outputOf(states)).toEqual({ both: ['o-false', 'o-false'], mine: false });
  });
});

describe('Choice', () => {
  const choice = {
    Type: 'Choice',
    Choices: [
      { Condition: '{% $states.input.n > 10 %}', Next: 'Big', Output: 'big', Assign: { size: 'b' } },
      { Condition: '{% $states.input.n > 5 %}', Next: 'Big' },
    ],
    Output: 'default',
  };
  const big = { Type: 'Pass', Output: '{% [$states.input, $exists($size)] %}', ...end };

  it.each([
    [11, ['big', true]],
    [6, [{ n: 6 }, false]],
    [1, ['default', false]],
  ])('takes the first rule that is true for n = %p', async (n, expected) => {
    expect(await outputOf({ C: { ...choice, Default: 'Big' }, Big: big }, { input: { n } })).toEqual(expected);
  });

  it('fails with States.NoChoiceMatched when nothing matches and there is no Default', async () => {
    const { outcome } = await runToEnd(machineOf({ C: choice, Big: big }), { input: { n: 1 } });
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' });
  });

  it('fails when a condition is not a boolean', async () => {
    const states = { C: { Type: 'Choice', Choices: [{ Condition: '{% 1 %}', Next: 'S' }] }, S: { Type: 'Succeed' } };
    expect((await runToEnd(machineOf(states))).outcome).toMatchObject({ error: 'States.QueryEvaluationError' });
  });
});

describe('Wait', () => {
  it.each([
    [{ Seconds: 90 }, 90_000],
    [{ Seconds: '{% $states.input.s %}' }, 7_000],
    [{ Timestamp: '2026-01-01T00:00:30Z' }, 30_000],
    [{ Timestamp: '{% $states.input.at %}' }, 60_000],
    [{ Timestamp: '2025-01-01T00:00:30Z' }, 0],
  ])('%j lasts %i ms', async (fields, expectedMs) => {
    const input = { s: 7, at: '2026-01-01T01:01:00+01:00' };
    const { tookMs, outcome } = await runToEnd(machineOf({ W: { Type: 'Wait', ...fields, ...end } }), { input });
    expect(outcome.status).toBe('SUCCEEDED');
    expect(tookMs).toBe(expectedMs);
  });
});

describe('Task', () => {
  it('calls with evaluated Arguments; the result is its output and $states.result', async () => {
    const calls: unknown[] = [];
    const states = {
      T: task({
        Arguments: { Name: '{% $states.input.n %}', Fixed: 1 },
        Assign: { id: '{% $states.result.Id %}' },
        Next: 'P',
      }),
      P: { Type: 'Pass', Output: '{% [$id, $states.input.Id] %}', ...end },
    };
    const callTask = async (call: {
      resource: string;
      arguments: unknown;
      stateName: string;
    }): Promise<{ Id: string }> => {
      calls.push([call.stateName, call.resource, call.arguments]);
      return { Id: 'i1' };
    };
    expect(await outputOf(states, { input: { n: 'N' }, callTask })).toEqual(['i1', 'i1']);
    expect(calls).toEqual([['T', 'arn:aws:states:::aws-sdk:iot:createThing', { Name: 'N', Fixed: 1 }]]);
  });

  it('times out with States.Timeout after TimeoutSeconds, and tells the call that nobody waits', async () => {
    let aborted = false;
    const { outcome, tookMs, history } = await runToEnd(
      machineOf({ T: task({ TimeoutSeconds: '{% 2 * 15 %}', ...end }) }),
      {
        callTask: ({ signal }) => {
          signal.addEventListener('abort', () => (aborted = true));
          return new Promise(() => undefined);
        },
      },
    );
    expect(outcome).toEqual({ status: 'FAILED', error: 'States.Timeout', cause: undefined });
    expect([tookMs, aborted]).toEqual([30_000, true]);
    expect(history.map(({ type }) => type).slice(-2)).toEqual(['TaskTimedOut', 'ExecutionFailed']);
  });

  it('fails with States.DataLimitExceeded when a result is longer than 256 KiB, which States.ALL does not catch', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'S' }];
    const run = (characters: number): ReturnType<typeof runToEnd> =>
      runToEnd(machineOf({ T: task({ Catch, Next: 'S' }), S: { Type: 'Succeed' } }), {
        callTask: async () => 'x'.repeat(characters),
      });
    expect((await run(262_144 - 2)).outcome.status).toBe('SUCCEEDED');
    expect((await run(262_144 - 1)).outcome).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });
});

describe('Succeed and Fail', () => {
  it('Succeed has an Output', async () => {
    expect(await outputOf({ S: { Type: 'Succeed', Output: '{% $states.input.a %}' } }, { input: { a: 7 } })).toBe(7);
  });

  it('Fail evaluates Error and Cause', async () => {
    const states = { F: { Type: 'Fail', Error: '{% "My" & $states.input.e %}', Cause: 'because' } };
    expect((await runToEnd(machineOf(states), { input: { e: 'Error' } })).outcome).toEqual({
      status: 'FAILED',
      error: 'MyError',
      cause: 'because',
    });
  });
});

describe('Parallel', () => {
  const branch = (name: string, state: object): object => ({ StartAt: name, States: { [name]: state } });

  it('gives every branch the same Arguments and collects outputs in the order of the branches', async () => {
    const states = {
      P: {
        Type: 'Parallel',
        Arguments: { n: '{% $states.input.a * 2 %}' },
        Branches: [
          branch('Slow', { Type: 'Wait', Seconds: 10, ...end }),
          branch('Fast', { Type: 'Pass', Output: '{% $states.input.n + 1 %}', ...end }),
        ],
        Output: '{% $states.result %}',
        ...end,
      },
    };
    expect(await outputOf(states, { input: { a: 2 } })).toEqual([{ n: 4 }, 5]);
  });

  it('stops the other branches when one fails, and hands its error to Catch', async () => {
    const started: string[] = [];
    const states = {
      P: {
        Type: 'Parallel',
        Branches: [
          branch('Boom', task({ ...end })),
          { StartAt: 'Slow', States: { Slow: { Type: 'Wait', Seconds: 60, Next: 'Never' }, Never: task({ ...end }) } },
        ],
        Catch: [
          {
            ErrorEquals: ['Iot.X'],
            Assign: { why: '{% $states.errorOutput.Cause %}' },
            Output: '{% $states.errorOutput.Error %}',
            Next: 'After',
          },
        ],
        Next: 'After',
      },
      // Longer than the other branch would wait: what isn't stopped has the time to go on.
      After: { Type: 'Wait', Seconds: 120, Output: '{% [$states.input, $why] %}', ...end },
    };
    const { outcome, history, tookMs } = await runToEnd(machineOf(states), {
      callTask: async ({ stateName }) => {
        started.push(stateName);
        throw new TaskFailure('Iot.X', 'the cause');
      },
    });
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: ['Iot.X', 'the cause'] });
    expect(started).toEqual(['Boom']);
    expect(tookMs).toBe(120_000);
    expect(history.map(({ type }) => type)).toEqual([
      ...['ExecutionStarted', 'ParallelStateEntered', 'ParallelStateStarted', 'TaskStateEntered', 'WaitStateEntered'],
      ...[
        'TaskScheduled',
        'TaskStarted',
        'TaskFailed',
        'WaitStateAborted',
        'ParallelStateFailed',
        'ParallelStateExited',
      ],
      ...['WaitStateEntered', 'WaitStateExited', 'ExecutionSucceeded'],
    ]);
  });

  it('stops the other branches for good: they do not go on in the next attempt', async () => {
    const started: [string, number][] = [];
    const clock = new ManualClock(0);
    const states = {
      P: {
        Type: 'Parallel',
        Branches: [
          branch('Boom', task({ ...end })),
          { StartAt: 'Slow', States: { Slow: { Type: 'Wait', Seconds: 60, Next: 'Last' }, Last: task({ ...end }) } },
        ],
        Retry: [{ ErrorEquals: ['Iot.X'], IntervalSeconds: 10, MaxAttempts: 1 }],
        ...end,
      },
    };
    const { outcome } = await runToEnd(machineOf(states), {
      clock,
      callTask: async ({ stateName }) => {
        started.push([stateName, clock.now()]);
        if (started.length === 1) throw new TaskFailure('Iot.X', 'the cause');
        return stateName;
      },
    });
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: ['Boom', 'Last'] });
    expect(started).toEqual([
      ['Boom', 0],
      ['Boom', 10_000],
      // The second attempt's Wait: the first one's would have ended at 60,000.
      ['Last', 70_000],
    ]);
  });
});

describe('Map', () => {
  it('runs the processor for every item with ItemSelector, in order, at most MaxConcurrency at once', async () => {
    let now = 0;
    let most = 0;
    const states = {
      M: {
        Type: 'Map',
        Items: '{% $states.input.list %}',
        MaxConcurrency: 2,
        ItemSelector: {
          value: '{% $states.context.Map.Item.Value %}',
          index: '{% $states.context.Map.Item.Index %}',
          all: '{% $count($states.input.list) %}',
        },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: 'T',
          States: { T: task({ Next: 'W' }), W: { Type: 'Wait', Seconds: 1, Output: '{% $states.input %}', ...end } },
        },
        ...end,
      },
    };
    const output = await outputOf(states, {
      input: { list: ['a', 'b', 'c', 'd', 'e'] },
      callTask: async ({ arguments: args }) => {
        most = Math.max(most, ++now);
        await Promise.resolve();
        now--;
        const { value, index, all } = args as { value: string; index: number; all: number };
        return `${value}${index}/${all}`;
      },
    });
    expect(output).toEqual(['a0/5', 'b1/5', 'c2/5', 'd3/5', 'e4/5']);
    expect(most).toBe(2);
  });

  it('iterates over its input without Items, and comes to an empty array for one', async () => {
    const M = { Type: 'Map', ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Pass', ...end } } }, ...end };
    expect(await outputOf({ M }, { input: [] })).toEqual([]);
    expect((await runToEnd(machineOf({ M }), { input: { no: 'array' } })).outcome).toMatchObject({
      error: 'States.QueryEvaluationError',
    });
  });

  it('fails with the error of the iteration that failed', async () => {
    const M = {
      Type: 'Map',
      Items: [1, 2, 3],
      MaxConcurrency: 1,
      ItemProcessor: { StartAt: 'T', States: { T: task({ ...end }) } },
      ...end,
    };
    const { outcome, history } = await runToEnd(machineOf({ M }), {
      callTask: async ({ arguments: item }) => {
        if (item === 2) throw new TaskFailure('Iot.X', 'two');
        return item;
      },
    });
    expect(outcome).toEqual({ status: 'FAILED', error: 'Iot.X', cause: 'two' });
    expect(history.filter(({ type }) => type.startsWith('MapIteration')).map(({ type }) => type)).toEqual([
      ...['MapIterationStarted', 'MapIterationSucceeded', 'MapIterationStarted', 'MapIterationFailed'],
    ]);
  });
});

describe('the machine', () => {
  it('times out as a whole after its TimeoutSeconds', async () => {
    const { outcome, tookMs, history } = await runToEnd(
      machineOf({ W: { Type: 'Wait', Seconds: 600, ...end } }, { TimeoutSeconds: 60 }),
    );
    expect(outcome).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
    expect(tookMs).toBe(60_000);
    expect(history.map(({ type }) => type).slice(-2)).toEqual(['WaitStateAborted', 'ExecutionTimedOut']);
  });
});
