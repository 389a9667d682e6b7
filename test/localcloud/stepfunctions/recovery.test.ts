// Retry and Catch. The defaults and the meaning of the reserved names are those of the Amazon States Language.
import { describe, expect, it } from '@jest/globals';
import { matchesError, planRetry } from '../../../localcloud/services/stepfunctions/interpreter/recovery.ts';
import { TaskFailure } from '../../../localcloud/services/stepfunctions/interpreter/state-failure.ts';
import { machineOf, runToEnd } from '../../support/run-state-machine.ts';

describe('ErrorEquals', () => {
  it.each([
    ['Iot.ThrottlingException', ['Iot.ThrottlingException'], true],
    ['Iot.ThrottlingException', ['Iot.Throttling'], false],
    ['Iot.ThrottlingException', ['States.ALL'], true],
    ['Iot.ThrottlingException', ['States.TaskFailed'], true],
    ['States.Timeout', ['States.TaskFailed'], false],
    ['States.Timeout', ['States.Timeout'], true],
    ['States.Timeout', ['States.ALL'], true],
    ['States.HeartbeatTimeout', ['States.Timeout'], true],
    ['States.QueryEvaluationError', ['States.ALL'], true],
    ['States.QueryEvaluationError', ['States.QueryEvaluationError'], true],
    ['States.DataLimitExceeded', ['States.ALL'], false],
    ['States.DataLimitExceeded', ['States.TaskFailed'], false],
    ['States.DataLimitExceeded', ['States.DataLimitExceeded'], true],
    ['States.Runtime', ['States.ALL'], false],
    ['States.Runtime', ['States.TaskFailed'], false],
    ['States.Runtime', ['States.Runtime'], false],
  ])('%s in %j: %p', (error, errorEquals, expected) => {
    expect(matchesError(errorEquals, error)).toBe(expected);
  });
});

describe('the delay of a retry', () => {
  const delays = (retrier: object, attempts: number, random = (): number => 0.5): (number | undefined)[] => {
    const retriers = [{ ErrorEquals: ['States.ALL'], ...retrier }];
    let uses: readonly number[] = [];
    return Array.from({ length: attempts }, () => {
      const planned = planRetry(retriers, uses, 'E', random);
      uses = planned?.uses ?? uses;
      return planned && planned.delayMs / 1000;
    });
  };

  it.each([
    ['defaults: 1 s, doubled, three times', {}, [1, 2, 4, undefined]],
    // [ASL specification, Retrying after error: 3 and 4.5 seconds]
    ['interval and rate', { IntervalSeconds: 3, MaxAttempts: 2, BackoffRate: 1.5 }, [3, 4.5, undefined]],
    ['no attempt at all', { MaxAttempts: 0 }, [undefined]],
    ['the longest delay', { MaxDelaySeconds: 5, BackoffRate: 3, MaxAttempts: 4 }, [1, 3, 5, 5]],
    ['a rate of 1', { BackoffRate: 1, IntervalSeconds: 2 }, [2, 2, 2]],
  ])('%s', (_title, retrier, expected) => {
    expect(delays(retrier, expected.length)).toEqual(expected);
  });

  it('lies between nothing and the whole delay with full jitter', () => {
    const retrier = { JitterStrategy: 'FULL', IntervalSeconds: 10, MaxDelaySeconds: 15 };
    expect(delays(retrier, 2, () => 0)).toEqual([0, 0]);
    expect(delays(retrier, 2, () => 0.25)).toEqual([2.5, 3.75]);
    expect(delays(retrier, 2, () => 0.999)).toEqual([9.99, 14.985]);
  });
});

describe('a Task that fails', () => {
  const answers = (...errors: (string | undefined)[]) => {
    let call = 0;
    return async (): Promise<string> => {
      const error = errors[call++];
      if (error) throw new TaskFailure(error, `call ${call}`);
      return `call ${call}`;
    };
  };
  const machine = (recovery: object): object =>
    machineOf({
      T: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:iot:createThing', Next: 'S', ...recovery },
      S: { Type: 'Succeed', Output: '{% {"in": $states.input, "caught": $exists($caught) ? $caught : null} %}' },
    });
  const Catch = [
    { ErrorEquals: ['States.ALL'], Assign: { caught: '{% $states.errorOutput %}' }, Output: 'from Catch', Next: 'S' },
  ];

  it('is tried again, and the retrier counts each error of its own list', async () => {
    const Retry = [
      { ErrorEquals: ['A'], MaxAttempts: 1, IntervalSeconds: 1 },
      { ErrorEquals: ['B'], MaxAttempts: 2, IntervalSeconds: 10, BackoffRate: 2 },
    ];
    const { outcome, tookMs } = await runToEnd(machine({ Retry }), { callTask: answers('A', 'B', 'B') });
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', output: { in: 'call 4' } });
    expect(tookMs).toBe(31_000);
  });

  it('is caught when the first matching retrier is used up, even if a later one would match', async () => {
    const Retry = [
      { ErrorEquals: ['A'], MaxAttempts: 1 },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 5 },
    ];
    const { outcome } = await runToEnd(machine({ Retry, Catch }), { callTask: answers('A', 'A') });
    expect(outcome.output).toEqual({ in: 'from Catch', caught: { Error: 'A', Cause: 'call 2' } });
  });

  it('hands error and cause to the next state when the Catch has no Output', async () => {
    const { outcome } = await runToEnd(machine({ Catch: [{ ErrorEquals: ['A'], Next: 'S' }] }), {
      callTask: answers('A'),
    });
    expect(outcome.output).toEqual({ in: { Error: 'A', Cause: 'call 1' }, caught: null });
  });

  it('fails the execution when nothing names its error', async () => {
    const { outcome } = await runToEnd(machine({ Catch: [{ ErrorEquals: ['B'], Next: 'S' }] }), {
      callTask: answers('A'),
    });
    expect(outcome).toEqual({ status: 'FAILED', error: 'A', cause: 'call 1' });
  });

  it('begins with a fresh count when the state is entered again', async () => {
    const states = {
      T: {
        Type: 'Task',
        Resource: 'arn:aws:states:::aws-sdk:iot:createThing',
        Retry: [{ ErrorEquals: ['A'], MaxAttempts: 1 }],
        Next: 'Again',
      },
      Again: { Type: 'Choice', Choices: [{ Condition: '{% $states.input = "call 4" %}', Next: 'S' }], Default: 'T' },
      S: { Type: 'Succeed' },
    };
    const { outcome } = await runToEnd(machineOf(states), { callTask: answers('A', undefined, 'A', undefined) });
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: 'call 4' });
  });

  it('ends with States.Runtime, uncaught, when the interpreter itself is at fault', async () => {
    const callTask = async (): Promise<never> => {
      throw new TypeError('a bug');
    };
    const { outcome } = await runToEnd(machine({ Catch, Retry: [{ ErrorEquals: ['States.ALL'] }] }), { callTask });
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(outcome.cause).toContain('a bug');
  });

  it('shows the number of retries in the context object', async () => {
    const Arguments = { Retry: '{% $states.context.State.RetryCount %}' };
    const seen: unknown[] = [];
    const callTask = async ({ arguments: args }: { arguments: unknown }): Promise<string> => {
      seen.push(args);
      if (seen.length < 3) throw new TaskFailure('A', '');
      return '';
    };
    await runToEnd(machine({ Arguments, Retry: [{ ErrorEquals: ['A'] }] }), { callTask });
    expect(seen).toEqual([{ Retry: 0 }, { Retry: 1 }, { Retry: 2 }]);
  });
});

describe('a Parallel that fails', () => {
  it('runs all its branches again when it is retried', async () => {
    const calls: string[] = [];
    const branch = (name: string): object => ({
      StartAt: name,
      States: { [name]: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:iot:createThing', End: true } },
    });
    const states = {
      P: {
        Type: 'Parallel',
        Branches: [branch('A'), branch('B')],
        Retry: [{ ErrorEquals: ['States.TaskFailed'], MaxAttempts: 1 }],
        End: true,
      },
    };
    const { outcome } = await runToEnd(machineOf(states), {
      callTask: async ({ stateName }) => {
        calls.push(stateName);
        if (stateName === 'B' && calls.length <= 2) throw new TaskFailure('X', '');
        return stateName;
      },
    });
    expect(outcome.output).toEqual(['A', 'B']);
    expect(calls).toEqual(['A', 'B', 'A', 'B']);
  });
});
