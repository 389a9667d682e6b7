// Runs a definition without the service around it: nothing is stored, everything that happened is returned. For tests of state machines.
import type { Clock } from '../../../core/clock.ts';
import { Execution } from './execution.ts';
import type { HistoryRecord } from './history.ts';
import type { Json } from './json.ts';
import type { CallTask, Outcome } from './ports.ts';
import { readDefinition } from './read-definition.ts';
import { runScope } from './run-scope.ts';

export interface FreeRun {
  readonly finished: Promise<Outcome>;
  /** Grows while the execution runs. */
  readonly history: readonly HistoryRecord[];
  abort(error?: string, cause?: string): Promise<void>;
}

/** `definition` is the machine's JSON, as text or parsed. Throws InvalidDefinition. Time passes as `clock` says. */
export function runStateMachine(options: {
  definition: unknown;
  input: Json;
  callTask: CallTask;
  clock: Clock;
  random?: () => number;
  executionName?: string;
  stateMachineName?: string;
}): FreeRun {
  const { definition, input, callTask, clock, random = () => 0.5, executionName: name = 'execution' } = options;
  const machine = readDefinition(typeof definition === 'string' ? definition : JSON.stringify(definition));
  const history: HistoryRecord[] = [];
  const stateMachineName = options.stateMachineName ?? 'machine';
  const arn = (resource: string): string => `arn:aws:states:us-east-1:000000000000:${resource}`;
  const execution = new Execution(
    machine,
    {
      id: arn(`execution:${stateMachineName}:${name}`),
      name,
      roleArn: 'arn:aws:iam::000000000000:role/machine',
      input,
      startedAt: clock.now(),
      redriveCount: 0,
      stateMachineId: arn(`stateMachine:${stateMachineName}`),
      stateMachineName,
    },
    {
      clock,
      random,
      callTask,
      commit: async ({ events }) => {
        history.push(...events);
      },
    },
    runScope,
  );
  void execution.begin().then(() => execution.run());
  return { finished: execution.finished, history, abort: (error, cause) => execution.abort(error, cause) };
}
