// The executions of the stack that the command is about.
import { SFNClient } from '@aws-sdk/client-sfn';
import { executionsOf, type Executions } from '../../executions/executions.ts';
import { openTarget, type GlobalOptions, type Target } from '../target.ts';

/** Beside them, the target and the state machine that they are of. */
export async function openExecutions(
  options: GlobalOptions,
): Promise<{ target: Target; executions: Executions; stateMachineArn: string }> {
  const target = await openTarget(options);
  const stateMachineArn = await target.output('StateMachineArn');
  return { target, executions: executionsOf(new SFNClient(target.client), stateMachineArn), stateMachineArn };
}
