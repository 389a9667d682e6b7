// Describe, stop and redrive one execution.
import { AwsError } from '../../../core/aws-error.ts';
import type { Operations, Permission } from '../../../core/operation.ts';
import type { CloudContext } from '../../../core/cloud-context.ts';
import type { Executions } from '../executions.ts';
import { historyLimit } from '../interpreter/history.ts';
import { notRedrivableReason } from '../redrivable.ts';
import type { StateMachines } from '../state-machines.ts';

/** How long a client token makes a repeated redrive the same one. [RedriveExecution: clientToken] */
const tokenLifeMs = 15 * 60 * 1000;

export function executionOperations(
  { clock }: CloudContext,
  machines: StateMachines,
  executions: Executions,
): Operations<'sfn'> {
  const allowed = (action: string, executionArn: string | undefined): Permission => ({
    action: `states:${action}`,
    resource: executionArn!,
  });
  return {
    DescribeExecution: {
      permissions: ({ executionArn }) => allowed('DescribeExecution', executionArn),
      async handle({ executionArn, includedData }) {
        const execution = executions.get(executionArn!);
        const { arn, name, stateMachineArn, status, startedAt, stoppedAt, redriveCount, redrivenAt } = execution;
        const { input, output, error, cause } = execution;
        const reason = notRedrivableReason(execution, clock.now());
        const included = includedData !== 'METADATA_ONLY';
        return {
          executionArn: arn,
          stateMachineArn,
          name,
          status,
          startDate: new Date(startedAt),
          ...(stoppedAt !== undefined && { stopDate: new Date(stoppedAt) }),
          inputDetails: { included },
          ...(included && { input }),
          ...(output !== undefined && { outputDetails: { included }, ...(included && { output }) }),
          ...(included && error !== undefined && { error }),
          ...(included && cause !== undefined && { cause }),
          redriveCount,
          ...(redrivenAt !== undefined && { redriveDate: new Date(redrivenAt) }),
          redriveStatus: reason === undefined ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
          ...(reason !== undefined && { redriveStatusReason: reason }),
        };
      },
    },

    DescribeStateMachineForExecution: {
      permissions: ({ executionArn }) => allowed('DescribeStateMachineForExecution', executionArn),
      async handle({ executionArn }) {
        const execution = executions.get(executionArn!);
        const { arn, updatedAt, revisionId, ...revision } = machines.revision(
          execution.stateMachineArn,
          execution.revisionId,
        );
        return {
          ...revision,
          stateMachineArn: arn,
          updateDate: new Date(updatedAt),
          ...(revisionId !== 'INITIAL' && { revisionId }),
        };
      },
    },

    StopExecution: {
      permissions: ({ executionArn }) => allowed('StopExecution', executionArn),
      async handle({ executionArn, error, cause }) {
        const { stoppedAt } = await executions.abort(executions.get(executionArn!), error, cause);
        return { stopDate: new Date(stoppedAt!) };
      },
    },

    RedriveExecution: {
      permissions: ({ executionArn }) => allowed('RedriveExecution', executionArn),
      async handle({ executionArn, clientToken }) {
        const execution = executions.get(executionArn!);
        const now = clock.now();
        const earlier = execution.redriveTokens?.find(
          ({ token, at }) => token === clientToken && now - at < tokenLifeMs,
        );
        if (earlier) return { redriveDate: new Date(earlier.at) };
        const historyFull = (await executions.lastEventId(execution.arn)) >= historyLimit - 1;
        const reason = historyFull ? 'Execution history event limit exceeded' : notRedrivableReason(execution, now);
        if (reason !== undefined) {
          throw new AwsError('ExecutionNotRedrivable', `${reason}: '${execution.arn}'`);
        }
        const { redrivenAt } = await executions.redrive(execution, clientToken);
        return { redriveDate: new Date(redrivenAt!) };
      },
    },
  };
}
