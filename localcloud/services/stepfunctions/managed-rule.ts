// What AWS makes for a state machine that waits for jobs: a rule by which Step Functions hears that they have ended, with the machine's own role.
import { authorize } from '../../access/authorize.ts';
import { AwsError } from '../../core/aws-error.ts';
import { arn, type CloudContext } from '../../core/cloud-context.ts';
import type { Principal } from '../../core/principal.ts';

const ruleName = 'StepFunctionsGetEventsForStepFunctionsExecutionRule';

/** Throws AccessDeniedException in AWS's words where the definition waits for executions and its role may not make that rule. The rule itself isn't imitated. */
export function checkManagedRule(cloud: CloudContext, definition: string, role: Principal, roleArn: string): void {
  if (!/"arn:aws[a-z-]*:states:::states:startExecution\.sync(:2)?"/.test(definition)) return;
  const resource = arn(cloud, 'events', `rule/${ruleName}`);
  try {
    for (const action of ['PutTargets', 'PutRule', 'DescribeRule'])
      authorize(role, { action: `events:${action}`, resource });
  } catch {
    throw new AwsError('AccessDeniedException', `'${roleArn}' is not authorized to create managed-rule.`, {
      statusCode: 400,
    });
  }
}
