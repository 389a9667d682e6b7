// ListExecutions: a state machine's executions, newest first.
import type { ExecutionListItem } from '@aws-sdk/client-sfn';
import { AwsError } from '../../../core/aws-error.ts';
import type { InputOf } from '../../../core/aws-model.ts';
import type { Operations } from '../../../core/operation.ts';
import type { Executions } from '../executions.ts';
import { Page } from '../paging.ts';
import type { ExecutionRecord } from '../records.ts';
import type { StateMachines } from '../state-machines.ts';

export function listExecutions(machines: StateMachines, executions: Executions): Operations<'sfn'> {
  return {
    ListExecutions: {
      permissions: ({ stateMachineArn = '*' }) => ({ action: 'states:ListExecutions', resource: stateMachineArn }),
      async handle(input) {
        const { statusFilter } = input;
        const stateMachineArn = checkInput(input);
        machines.get(stateMachineArn);
        const page = new Page(`executions ${stateMachineArn} ${statusFilter ?? ''}`, input);
        const arns = executions.arnsOf(stateMachineArn);
        const items: ExecutionRecord[] = [];
        let position = page.from(arns.length - 1);
        for (; position >= 0 && items.length < page.size; position--) {
          const record = executions.find(arns[position]!)!;
          if (!statusFilter || record.status === statusFilter) items.push(record);
        }
        return { executions: items.map(listItem), ...(position >= 0 && { nextToken: page.tokenFor(position) }) };
      },
    },
  };
}

function checkInput({
  stateMachineArn,
  mapRunArn,
  redriveFilter,
  statusFilter,
}: InputOf<'sfn', 'ListExecutions'>): string {
  const refuse = (message: string): AwsError => new AwsError('ValidationException', message);
  if (mapRunArn !== undefined)
    throw refuse('Map Runs are not imitated by the local Step Functions; give stateMachineArn');
  if (stateMachineArn === undefined) throw refuse('Either stateMachineArn or mapRunArn must be specified');
  // [ListExecutions: both belong to Map Runs]
  if (redriveFilter !== undefined) throw refuse('redriveFilter cannot be used with stateMachineArn');
  if (statusFilter === 'PENDING_REDRIVE')
    throw refuse('statusFilter PENDING_REDRIVE cannot be used with stateMachineArn');
  return stateMachineArn;
}

function listItem(record: ExecutionRecord): ExecutionListItem {
  const { arn, name, stateMachineArn, status, startedAt, stoppedAt, redriveCount, redrivenAt } = record;
  return {
    executionArn: arn,
    stateMachineArn,
    name,
    status,
    startDate: new Date(startedAt),
    ...(stoppedAt !== undefined && { stopDate: new Date(stoppedAt) }),
    redriveCount,
    ...(redrivenAt !== undefined && { redriveDate: new Date(redrivenAt) }),
  };
}
