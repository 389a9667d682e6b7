// Runs provision-camera for one camera in the test's world, to its end, in no time.
import type { HistoryRecord } from '../../../localcloud/services/stepfunctions/interpreter/history.ts';
import type { Outcome } from '../../../localcloud/services/stepfunctions/interpreter/ports.ts';
import { runStateMachine } from '../../../localcloud/services/stepfunctions/interpreter/run.ts';
import { createCallTask } from '../../../localcloud/services/stepfunctions/integrations/call-task.ts';
import type { Case } from './cases.ts';
import { deployedDefinition, type StreamSettings } from './deployed-definition.ts';
import { ScriptedAnswers } from './scripted-answers.ts';
import { roleArn, type Camera, type World } from './world.ts';

export interface Ran {
  readonly executionName: string;
  readonly outcome: Outcome;
  readonly history: readonly HistoryRecord[];
  readonly answers: ScriptedAnswers;
}

export async function runProvisionCamera(
  world: World,
  { certificateId }: Pick<Camera, 'certificateId'>,
  {
    attempt = 1,
    abortBeforeCall,
    ...given
  }: Pick<Case, 'answers' | 'attempt'> & StreamSettings & { abortBeforeCall?: number } = {},
): Promise<Ran> {
  const { clock } = world.context;
  const answers = new ScriptedAnswers(given);
  const executionName = attempt === 1 ? certificateId : `${certificateId}-${attempt}`;
  const input = { certificateId, caCertificateId: 'a'.repeat(64), ...(attempt > 1 && { attempt }) };
  const callTask = createCallTask(world.context, {
    id: `arn:aws:states:us-east-1:000000000000:execution:ProvisionCamera:${executionName}`,
    name: executionName,
    roleArn,
    input,
    startedAt: clock.now(),
    redriveCount: 0,
    stateMachineId: 'arn:aws:states:us-east-1:000000000000:stateMachine:ProvisionCamera',
    stateMachineName: 'ProvisionCamera',
  });
  let calls = 0;
  const run = runStateMachine({
    definition: deployedDefinition(world, given),
    input,
    callTask: answers.wrap(async (call) => {
      if (calls++ === abortBeforeCall) await run.abort('Stopped', 'by the test');
      return callTask(call);
    }),
    clock,
    executionName,
    stateMachineName: 'ProvisionCamera',
  });
  let outcome: Outcome | undefined;
  void run.finished.then((value) => (outcome = value));
  while (!outcome) {
    await clock.advance(0);
    // Time stands still while a call is carried out: its timeout is for calls that never answer.
    if (!answers.isWorking && !outcome) await clock.advance(clock.nextTimerInMs ?? 0);
  }
  return { executionName, outcome, history: run.history, answers };
}
