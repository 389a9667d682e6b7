// Stands in for Step Functions where one state machine runs another: the nested execution runs to its end, with the answers of the same case.
import { AsyncLocalStorage } from 'node:async_hooks';
import { awsApi } from '../../localcloud/core/operation.ts';
import { AwsError } from '../../localcloud/core/aws-error.ts';
import type { CreateService } from '../../localcloud/core/service.ts';
import type { Json } from '../../localcloud/services/stepfunctions/interpreter/json.ts';
import type { Ran } from './run-definition.ts';
import type { Answers } from './scripted-answers.ts';

export interface NestedRun {
  readonly stateMachineArn: string;
  readonly executionName: string;
  readonly input: Json;
  readonly answers: Answers;
}

export interface Nesting {
  readonly answers: Answers;
  readonly run: (nested: NestedRun) => Promise<Ran>;
  readonly ran: Ran[];
}

/** What the case that is being run wants of executions that its own starts. */
export const nesting = new AsyncLocalStorage<Nesting>();

export function nestedExecutions(): CreateService {
  const ended = new Map<string, { ran: Ran; input: string }>();
  const arnOf = (stateMachineArn: string, name: string) =>
    `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  return () => ({
    name: 'nested-executions',
    apis: [
      awsApi('sfn', {
        StartExecution: {
          permissions: ({ stateMachineArn }) => ({ action: 'states:StartExecution', resource: stateMachineArn! }),
          async handle({ stateMachineArn = '', name = '', input = '{}' }) {
            const executionArn = arnOf(stateMachineArn, name);
            // [StartExecution: idempotent while it runs with this input; here each has ended]
            if (ended.has(executionArn)) {
              throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`);
            }
            const { answers, run, ran: all } = nesting.getStore()!;
            const ran = await run({ stateMachineArn, executionName: name, input: JSON.parse(input) as Json, answers });
            all.push(ran);
            ended.set(executionArn, { ran, input });
            return { executionArn, startDate: new Date(0) };
          },
        },
        DescribeExecution: {
          permissions: ({ executionArn }) => ({ action: 'states:DescribeExecution', resource: executionArn! }),
          handle: async ({ executionArn = '' }) => {
            const { ran, input } = ended.get(executionArn)!;
            const { status, error, cause, output } = ran.outcome as {
              status: 'SUCCEEDED' | 'FAILED';
              error?: string;
              cause?: string;
              output?: Json;
            };
            return {
              executionArn,
              stateMachineArn: executionArn.split(':').slice(0, -1).join(':').replace(':execution:', ':stateMachine:'),
              name: ran.executionName,
              status,
              startDate: new Date(0),
              stopDate: new Date(0),
              input,
              ...(output !== undefined && { output: JSON.stringify(output) }),
              ...(error !== undefined && { error, cause }),
            };
          },
        },
      }),
    ],
  });
}
