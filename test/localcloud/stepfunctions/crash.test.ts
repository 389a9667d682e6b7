// A crash after any step: the execution is taken up from the steps written so far, and comes to the same end without repeating what completed.
import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../localcloud/core/clock.ts';
import { Execution, type Frontier } from '../../../localcloud/services/stepfunctions/interpreter/execution.ts';
import { runScope } from '../../../localcloud/services/stepfunctions/interpreter/run-scope.ts';
import type { CallTask, Outcome, Step } from '../../../localcloud/services/stepfunctions/interpreter/ports.ts';
import { readDefinition } from '../../../localcloud/services/stepfunctions/interpreter/read-definition.ts';
import type { Scope } from '../../../localcloud/services/stepfunctions/interpreter/scope.ts';
import { TaskFailure } from '../../../localcloud/services/stepfunctions/interpreter/state-failure.ts';
import { machineOf } from '../../support/run-state-machine.ts';

const task = (more: object): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::aws-sdk:iot:describeThing',
  Arguments: '{% $states.context.State.Name %}',
  ...more,
});
const branch = (states: Record<string, unknown>): object => ({ StartAt: Object.keys(states)[0], States: states });
const machine = readDefinition(
  JSON.stringify(
    machineOf({
      First: task({ Assign: { first: '{% $states.result %}' }, Next: 'Both' }),
      Both: {
        Type: 'Parallel',
        Branches: [
          branch({
            Flaky: task({
              Retry: [{ ErrorEquals: ['Flaky'], IntervalSeconds: 5, MaxAttempts: 2, JitterStrategy: 'FULL' }],
              Next: 'Pause',
            }),
            Pause: { Type: 'Wait', Seconds: 30, End: true },
          }),
          branch({
            Items: {
              Type: 'Map',
              Items: [10, 20, 30],
              MaxConcurrency: 2,
              ItemProcessor: branch({
                Item: { ...task({ End: true }), Arguments: '{% "Item" & $states.context.Map.Item.Index %}' },
              }),
              End: true,
            },
          }),
        ],
        Next: 'Broken',
      },
      Broken: {
        Type: 'Parallel',
        Branches: [branch({ Fails: task({ End: true }) }), branch({ Hangs: task({ End: true }) })],
        Catch: [{ ErrorEquals: ['Fails'], Assign: { caught: '{% $states.errorOutput.Error %}' }, Next: 'Which' }],
        End: true,
      },
      Which: { Type: 'Choice', Choices: [{ Condition: "{% $caught = 'Fails' %}", Next: 'Last' }], Default: 'Last' },
      Last: { Type: 'Succeed', Output: '{% [$first, $caught] %}' },
    }),
  ),
);

interface Run {
  readonly outcome: Outcome;
  readonly steps: Step[];
  readonly calls: string[];
}

/** Runs from what `before` has written. Flaky fails at its first two retry counts; Fails always. */
async function run(before: readonly Step[]): Promise<Run> {
  const scopes = new Map<string, Scope>();
  const history = before.flatMap(({ events }) => events);
  for (const step of before)
    for (const [path, scope] of step.scopes)
      if (scope) scopes.set(path, scope);
      else scopes.delete(path);
  const frontier: Frontier = { scopes, lastEventId: history.at(-1)?.id ?? 0 };
  const clock = new ManualClock(history.at(-1)?.timestamp);
  const steps: Step[] = [];
  const calls: string[] = [];
  const callTask: CallTask = async ({ arguments: name, retryCount }) => {
    calls.push(name as string);
    if (name === 'Hangs') return new Promise(() => undefined);
    if (name === 'Fails' || (name === 'Flaky' && retryCount < 2)) throw new TaskFailure(name, '');
    return `${name as string} done`;
  };
  const execution = new Execution(
    machine,
    {
      id: 'e',
      name: 'e',
      roleArn: 'r',
      input: {},
      startedAt: Date.UTC(2026, 0, 1),
      redriveCount: 0,
      stateMachineId: 'a:b:c:us-east-1:0:m',
      stateMachineName: 'm',
    },
    { clock, random: () => 0.5, callTask, commit: async (step) => void steps.push(step) },
    runScope,
    frontier,
  );
  if (before.length === 0) await execution.begin();
  execution.run();
  let outcome: Outcome | undefined;
  void execution.finished.then((value) => (outcome = value));
  await clock.advance(0);
  for (let turn = 0; !outcome && turn < 1000; turn++) await clock.advance(clock.nextTimerInMs ?? 0);
  if (!outcome) throw new Error('never ended');
  return { outcome, steps, calls };
}

const succeeded = (steps: readonly Step[]): number =>
  steps.flatMap(({ events }) => events).filter(({ type }) => type === 'TaskSucceeded').length;
const failed = (steps: readonly Step[]): number =>
  steps.flatMap(({ events }) => events).filter(({ type }) => type === 'TaskFailed').length;

describe('an execution that is interrupted after any of its steps', () => {
  it('comes to the same end, and every task succeeds and fails exactly as often as without the crash', async () => {
    const whole = await run([]);
    expect(whole.outcome).toEqual({ status: 'SUCCEEDED', output: ['First done', 'Fails'] });
    expect([succeeded(whole.steps), failed(whole.steps)]).toEqual([5, 3]);
    expect(whole.steps.length).toBeGreaterThan(40);

    for (let crash = 1; crash < whole.steps.length; crash++) {
      const before = whole.steps.slice(0, crash);
      const { outcome, steps, calls } = await run(before);
      const all = [...before, ...steps];
      const events = all.flatMap(({ events: some }) => some);
      expect([crash, outcome]).toEqual([crash, whole.outcome]);
      expect([crash, succeeded(all), failed(all)]).toEqual([crash, 5, 3]);
      expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
      expect(events.every(({ id, previousEventId }) => previousEventId < id)).toBe(true);
      for (const name of [
        'StateEntered',
        'StateExited',
        'MapIterationStarted',
        'MapIterationSucceeded',
        'ParallelStateFailed',
      ]) {
        const count = (some: readonly Step[]): number =>
          some.flatMap(({ events: each }) => each).filter(({ type }) => type.endsWith(name)).length;
        expect([crash, name, count(all)]).toEqual([crash, name, count(whole.steps)]);
      }
      // What a crash may repeat is a call without a recorded answer, and no other.
      const answered = succeeded(before) + failed(before);
      expect(calls.filter((name) => name !== 'Hangs').length).toBe(8 - answered);
      if (failed(before) === 3) expect([crash, calls.includes('Hangs')]).toEqual([crash, false]);
    }
  });
});
