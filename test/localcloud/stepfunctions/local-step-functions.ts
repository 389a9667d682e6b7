// A cloud with Step Functions, a role that may do everything, and stand-ins for the APIs that tasks call.
import {
  awsModels,
  type InputOf,
  type OperationName,
  type OutputOf,
  type ServiceId,
} from '../../../localcloud/core/aws-model.ts';
import type { ManualClock } from '../../../localcloud/core/clock.ts';
import type { Operation } from '../../../localcloud/core/operation.ts';
import type { CreateService } from '../../../localcloud/core/service.ts';
import { stepFunctions } from '../../../localcloud/services/stepfunctions/stepfunctions.ts';
import { startTestCloud, type TestCloud } from '../../support/cloud-context.ts';

export const roleArn = 'arn:aws:iam::000000000000:role/machine';
const machineArn = (name: string): string => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;
export const executionArn = (machine: string, name: string): string =>
  `arn:aws:states:us-east-1:000000000000:execution:${machine}:${name}`;

/** An API whose operations are given as plain functions; every caller needs `<service>:<Operation>` on `*`. */
export function standIn(
  service: ServiceId,
  operations: Record<string, (input: never) => Promise<unknown>>,
): CreateService {
  const action = (name: string): string => `${service === 'eventbridge' ? 'events' : service}:${name}`;
  const entries = Object.entries(operations).map(([name, handle]): [string, Operation<never, unknown>] => [
    name,
    { permissions: () => ({ action: action(name), resource: '*' }), handle },
  ]);
  return () => ({ name: service, apis: [{ model: awsModels[service], operations: Object.fromEntries(entries) }] });
}

export interface LocalStepFunctions {
  readonly cloud: TestCloud;
  readonly call: <O extends OperationName<'sfn'>>(
    operation: O,
    input: InputOf<'sfn', O>,
  ) => Promise<OutputOf<'sfn', O>>;
  readonly createMachine: (name: string, definition: object) => Promise<string>;
  /** Lets time pass, to the next timer again and again, until the execution has ended. */
  readonly untilEnd: (executionArn: string) => Promise<OutputOf<'sfn', 'DescribeExecution'>>;
  /** Lets what is ready run until `done` says so. No time passes. */
  readonly until: (done: () => boolean | Promise<boolean>) => Promise<void>;
  readonly historyTypes: (executionArn: string) => Promise<(string | undefined)[]>;
}

export async function startStepFunctions(
  apis: CreateService[] = [],
  options: { dataDir?: string; clock?: ManualClock; permissions?: string[] } = {},
): Promise<LocalStepFunctions> {
  const cloud = await startTestCloud(options);
  const { context } = cloud;
  await context.iam.putRole({
    name: 'machine',
    arn: roleArn,
    trust: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'states.amazonaws.com' } } },
    policies: [{ Statement: { Effect: 'Allow', Action: options.permissions ?? ['*'], Resource: '*' } }],
    maxSessionSeconds: 3600,
  });
  await cloud.add(...apis, stepFunctions);
  const call: LocalStepFunctions['call'] = (operation, input) =>
    context.aws.call(context.iam.operatorPrincipal, 'sfn', operation, input);
  const until = async (done: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await done())) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    cloud,
    call,
    until,
    async createMachine(name, definition) {
      await call('CreateStateMachine', { name, roleArn, definition: JSON.stringify(definition) });
      return machineArn(name);
    },
    async untilEnd(arn) {
      let described = await call('DescribeExecution', { executionArn: arn });
      for (let turn = 0; described.status === 'RUNNING'; turn++) {
        await new Promise((resolve) => setImmediate(resolve));
        await context.store.idle();
        if (turn % 20 === 19) await context.clock.advance(context.clock.nextTimerInMs ?? 0);
        described = await call('DescribeExecution', { executionArn: arn });
      }
      return described;
    },
    async historyTypes(arn) {
      const { events = [] } = await call('GetExecutionHistory', { executionArn: arn, maxResults: 1000 });
      return events.map(({ type }) => type);
    },
  };
}
