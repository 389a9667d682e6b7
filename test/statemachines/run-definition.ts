// Runs a definition in a test's cloud, with the answers of a case, to its end, in no time.
import type { HistoryRecord } from '../../localcloud/services/stepfunctions/interpreter/history.ts';
import type { Json } from '../../localcloud/services/stepfunctions/interpreter/json.ts';
import type { Outcome } from '../../localcloud/services/stepfunctions/interpreter/ports.ts';
import { runStateMachine } from '../../localcloud/services/stepfunctions/interpreter/run.ts';
import { createCallTask } from '../../localcloud/services/stepfunctions/integrations/call-task.ts';
import type { TestCloud } from '../support/cloud-context.ts';
import { ScriptedAnswers, type Answers } from './scripted-answers.ts';

export interface Ran {
  readonly executionName: string;
  readonly outcome: Outcome;
  readonly history: readonly HistoryRecord[];
  readonly answers: ScriptedAnswers;
  /** Executions that this one has started and waited for. */
  readonly nested: readonly Ran[];
}

export interface Execution {
  readonly definition: string;
  readonly stateMachineName: string;
  readonly executionName: string;
  readonly roleArn: string;
  readonly input: Json;
  readonly answers?: Answers | undefined;
  /** Counted from 0: the execution is stopped while it is made, and it takes place unheard. */
  readonly abortBeforeCall?: number | undefined;
  /** What happens before a call of this state is made. */
  readonly meanwhile?: ((stateName: string) => Promise<unknown>) | undefined;
}

export async function runDefinition({ context }: Pick<TestCloud, 'context'>, execution: Execution): Promise<Ran> {
  const { definition, stateMachineName, executionName, roleArn, input, abortBeforeCall, meanwhile } = execution;
  const { clock } = context;
  const answers = new ScriptedAnswers(execution);
  const callTask = createCallTask(context, {
    id: `arn:aws:states:us-east-1:000000000000:execution:${stateMachineName}:${executionName}`,
    name: executionName,
    roleArn,
    input,
    startedAt: clock.now(),
    redriveCount: 0,
    stateMachineId: `arn:aws:states:us-east-1:000000000000:stateMachine:${stateMachineName}`,
    stateMachineName,
  });
  let calls = 0;
  const run = runStateMachine({
    definition,
    input,
    callTask: answers.wrap(async (call) => {
      if (calls++ === abortBeforeCall) await run.abort('Stopped', 'by the test');
      await meanwhile?.(call.stateName);
      return callTask(call);
    }),
    clock,
    executionName,
    stateMachineName,
  });
  let outcome: Outcome | undefined;
  void run.finished.then((value) => (outcome = value));
  // The call before which it is stopped takes place all the same, and whoever comes next finds its effect.
  while (!outcome || answers.isWorking) {
    await clock.advance(0);
    await context.store.idle();
    // Time stands still while a call is carried out: its timeout is for calls that never answer.
    if (!answers.isWorking && !outcome) await clock.advance(clock.nextTimerInMs ?? 0);
  }
  return { executionName, outcome, history: run.history, answers, nested: [] };
}
