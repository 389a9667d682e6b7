// Schedules: what the API and templates say of them, and the executions that they start.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CreateScheduleInput, Target } from '@aws-sdk/client-scheduler';
import { AwsError } from '../../../localcloud/core/aws-error.ts';
import type { InputOf, OperationName, OutputOf } from '../../../localcloud/core/aws-model.ts';
import { ManualClock } from '../../../localcloud/core/clock.ts';
import { scheduler } from '../../../localcloud/services/scheduler/scheduler.ts';
import { sqs } from '../../../localcloud/services/sqs/sqs.ts';
import { stepFunctions } from '../../../localcloud/services/stepfunctions/stepfunctions.ts';
import { startTestCloud, temporaryDirectory, type TestCloud } from '../../support/cloud-context.ts';
import { machineOf } from '../../support/run-state-machine.ts';
import { templateResource } from '../../support/template-resource.ts';

const machineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:m';
const roleArn = 'arn:aws:iam::000000000000:role/schedule';
const queueArn = 'arn:aws:sqs:us-east-1:000000000000:dead';
const minute = 60_000;
const start = Date.UTC(2026, 0, 1, 12, 30);

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let clock: ManualClock;
let cloud: TestCloud;
beforeEach(async () => {
  directory = await temporaryDirectory();
  clock = new ManualClock(start);
  await open();
  await putRole({});
  await call('sqs', 'CreateQueue', { QueueName: 'dead' });
  await call('sfn', 'CreateStateMachine', {
    name: 'm',
    roleArn: 'arn:aws:iam::000000000000:role/machine',
    definition: JSON.stringify(machineOf({ P: { Type: 'Pass', End: true } })),
  });
});
afterEach(async () => {
  await cloud.stop();
  await directory.remove();
});

async function open(): Promise<void> {
  cloud = await startTestCloud({ clock, dataDir: directory.path, random: () => 0.5 });
  cloud.context.addresses.awsEndpointUrl = 'http://127.0.0.1:4566';
  await cloud.context.iam.putRole({
    name: 'machine',
    arn: 'arn:aws:iam::000000000000:role/machine',
    trust: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'states.amazonaws.com' } } },
    policies: [],
    maxSessionSeconds: 3600,
  });
  await cloud.add(sqs, stepFunctions, scheduler);
}

const call = <S extends 'scheduler' | 'sfn' | 'sqs', O extends OperationName<S>>(
  service: S,
  operation: O,
  input: InputOf<S, O>,
): Promise<OutputOf<S, O>> => cloud.context.aws.call(cloud.context.iam.operatorPrincipal, service, operation, input);

// [EventBridge Scheduler: confused deputy: the trust policy sees the schedule group]
const putRole = ({
  service = 'scheduler.amazonaws.com',
  sourceArn = 'arn:aws:scheduler:us-east-1:000000000000:schedule-group/default',
  actions = ['states:StartExecution', 'sqs:SendMessage'],
}): Promise<void> =>
  cloud.context.iam.putRole({
    name: 'schedule',
    arn: roleArn,
    trust: {
      Statement: {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: service },
        Condition: { StringEquals: { 'aws:SourceArn': sourceArn, 'aws:SourceAccount': '000000000000' } },
      },
    },
    policies: [{ Statement: { Effect: 'Allow', Action: actions, Resource: '*' } }],
    maxSessionSeconds: 3600,
  });

const schedule = (ScheduleExpression: string, more: Partial<CreateScheduleInput> = {}): CreateScheduleInput => ({
  Name: 's',
  ScheduleExpression,
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: machineArn, RoleArn: roleArn },
  ...more,
});
const withTarget = (more: Partial<Target>): Partial<CreateScheduleInput> => ({
  Target: { Arn: machineArn, RoleArn: roleArn, ...more },
});

const rest = async (): Promise<void> => {
  await cloud.context.store.idle();
  await clock.advance(0);
  await cloud.context.store.idle();
};
/** From timer to timer: time doesn't overtake the disk. */
const pass = async (ms: number): Promise<void> => {
  const end = clock.now() + ms;
  for (;;) {
    await rest();
    const left = end - clock.now();
    await clock.advance(Math.min(clock.nextTimerInMs ?? left, left));
    if (left === 0) break;
  }
  await rest();
};
async function startedAt(): Promise<string[]> {
  await rest();
  const { executions = [] } = await call('sfn', 'ListExecutions', { stateMachineArn: machineArn });
  return executions.map(({ startDate }) => startDate!.toISOString().slice(11, 19)).sort();
}
async function deadLetters(): Promise<{ body: string; attributes: Record<string, string | undefined> }[]> {
  await rest();
  const { Messages: messages = [] } = await call('sqs', 'ReceiveMessage', {
    QueueUrl: 'http://127.0.0.1:4566/000000000000/dead',
    MaxNumberOfMessages: 10,
    MessageAttributeNames: ['All'],
  });
  return messages.map(({ Body, MessageAttributes = {} }) => ({
    body: Body!,
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]),
    ),
  }));
}

describe('a schedule', () => {
  it('starts executions at its rate, the first at once', async () => {
    await call('scheduler', 'CreateSchedule', schedule('rate(10 minutes)'));
    await pass(0);
    await pass(25 * minute);
    expect(await startedAt()).toEqual(['12:30:00', '12:40:00', '12:50:00']);
  });

  it('starts executions at the times of its cron expression, with its input', async () => {
    const input =
      '{"at":"<aws.scheduler.scheduled-time>","by":"<aws.scheduler.schedule-arn>","n":"<aws.scheduler.attempt-number>"}';
    await call('scheduler', 'CreateSchedule', schedule('cron(0 * * * ? *)', withTarget({ Input: input })));
    await pass(89 * minute);
    expect(await startedAt()).toEqual(['13:00:00']);
    const { executions } = await call('sfn', 'ListExecutions', { stateMachineArn: machineArn });
    const described = await call('sfn', 'DescribeExecution', { executionArn: executions![0]!.executionArn! });
    expect(described.input).toBe(
      '{"at":"2026-01-01T13:00:00Z","by":"arn:aws:scheduler:us-east-1:000000000000:schedule/default/s","n":"1"}',
    );
  });

  it('starts one execution at its one time, and is deleted then if it wants that', async () => {
    await call('scheduler', 'CreateSchedule', schedule('at(2026-01-01T12:45:00)', { ActionAfterCompletion: 'DELETE' }));
    await pass(60 * minute);
    expect(await startedAt()).toEqual(['12:45:00']);
    await expect(call('scheduler', 'GetSchedule', { Name: 's' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Schedule s does not exist.',
    });
  });

  it('keeps to its start and its end', async () => {
    const [StartDate, EndDate] = [new Date(start + 5 * minute), new Date(start + 25 * minute)];
    await call('scheduler', 'CreateSchedule', schedule('rate(10 minutes)', { StartDate, EndDate }));
    await pass(60 * minute);
    expect(await startedAt()).toEqual(['12:35:00', '12:45:00']);
  });

  it('starts somewhere in its flexible window', async () => {
    const FlexibleTimeWindow = { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 30 } as const;
    await call('scheduler', 'CreateSchedule', schedule('cron(0 13 * * ? *)', { FlexibleTimeWindow }));
    await pass(44 * minute);
    expect(await startedAt()).toEqual([]);
    await pass(minute);
    expect(await startedAt()).toEqual(['13:15:00']);
  });

  it('rests while it is disabled, and goes on when it is enabled', async () => {
    await call('scheduler', 'CreateSchedule', schedule('rate(10 minutes)', { State: 'DISABLED' }));
    await pass(25 * minute);
    expect(await startedAt()).toEqual([]);
    await call('scheduler', 'UpdateSchedule', schedule('rate(10 minutes)'));
    await pass(10 * minute);
    expect(await startedAt()).toEqual(['13:00:00']);
  });

  it('is over when it is deleted', async () => {
    await call('scheduler', 'CreateSchedule', schedule('cron(0 * * * ? *)'));
    await call('scheduler', 'DeleteSchedule', { Name: 's' });
    await pass(120 * minute);
    expect(await startedAt()).toEqual([]);
  });
});

describe('a target that does not take it', () => {
  const fail = (times: number, error = new AwsError('ThrottlingException', 'slower', { statusCode: 400 })): void => {
    cloud.context.aws.intercept(async ({ operation }, proceed) => {
      if (operation === 'StartExecution' && times-- > 0) throw error;
      return proceed();
    });
  };
  const dead = { DeadLetterConfig: { Arn: queueArn } };

  it('is asked again', async () => {
    fail(3);
    await call('scheduler', 'CreateSchedule', schedule('at(2026-01-01T12:31:00)', withTarget(dead)));
    await pass(5 * minute);
    expect(await startedAt()).toHaveLength(1);
    expect(await deadLetters()).toEqual([]);
  });

  it('is not asked more often than its policy says; then the dead-letter queue has it', async () => {
    fail(3);
    const RetryPolicy = { MaximumRetryAttempts: 2 };
    await call(
      'scheduler',
      'CreateSchedule',
      schedule('at(2026-01-01T12:31:00)', withTarget({ ...dead, RetryPolicy, Input: '[1]' })),
    );
    await pass(60 * minute);
    expect(await startedAt()).toEqual([]);
    expect(await deadLetters()).toEqual([
      {
        body: '[1]',
        attributes: {
          ERROR_CODE: 'ThrottlingException',
          ERROR_MESSAGE: 'slower',
          EXECUTION_ID: expect.stringMatching(/^[0-9a-f-]{36}$/),
          EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
          IS_PAYLOAD_TRUNCATED: 'false',
          RETRY_ATTEMPTS: '2',
          SCHEDULED_TIME: '2026-01-01T12:31:00Z',
          SCHEDULE_ARN: 'arn:aws:scheduler:us-east-1:000000000000:schedule/default/s',
          TARGET_ARN: machineArn,
        },
      },
    ]);
  });

  it('is not asked longer than its policy says', async () => {
    fail(1000);
    const RetryPolicy = { MaximumEventAgeInSeconds: 60 };
    await call(
      'scheduler',
      'CreateSchedule',
      schedule('at(2026-01-01T12:31:00)', withTarget({ ...dead, RetryPolicy })),
    );
    await pass(60 * minute);
    expect(await deadLetters()).toMatchObject([
      { attributes: { EXHAUSTED_RETRY_CONDITION: 'MaximumEventAgeInSeconds' } },
    ]);
  });

  it('is not asked again when its role lacks the permission', async () => {
    await putRole({ actions: ['sqs:SendMessage'] });
    await call('scheduler', 'CreateSchedule', schedule('at(2026-01-01T12:31:00)', withTarget(dead)));
    await pass(2 * minute);
    const [letter] = await deadLetters();
    expect(letter!.attributes).toMatchObject({ ERROR_CODE: 'AccessDeniedException', RETRY_ATTEMPTS: '0' });
    expect(letter!.attributes).not.toHaveProperty('EXHAUSTED_RETRY_CONDITION');
  });
});

describe('a schedule is refused', () => {
  it.each<[string, Partial<CreateScheduleInput>, string, RegExp]>([
    [
      'with an expression that is none',
      { ScheduleExpression: 'cron(0 10 * * *)' },
      'ValidationException',
      /Invalid Schedule Expression cron\(0 10 \* \* \*\): a cron expression has six fields/,
    ],
    [
      'with an unknown time zone',
      { ScheduleExpressionTimezone: 'Mars/Olympus' },
      'ValidationException',
      /Timezone Mars\/Olympus/,
    ],
    ['in another group', { GroupName: 'mine' }, 'ResourceNotFoundException', /Schedule group mine does not exist/],
    [
      'with a window that is both',
      { FlexibleTimeWindow: { Mode: 'OFF', MaximumWindowInMinutes: 5 } },
      'ValidationException',
      /FlexibleTimeWindow/,
    ],
    ['with another target', withTarget({ Arn: queueArn }), 'ValidationException', /state machines as targets/],
    [
      'with what is not imitated',
      withTarget({ SqsParameters: {} }),
      'ValidationException',
      /SqsParameters of a target is not imitated/,
    ],
  ])('%s', async (_title, more, name, message) => {
    const refused = call('scheduler', 'CreateSchedule', schedule('cron(0 10 * * ? *)', more));
    await expect(refused).rejects.toMatchObject({ name, message: expect.stringMatching(message) as unknown });
    expect((await call('scheduler', 'ListSchedules', {})).Schedules).toEqual([]);
  });

  it.each([
    ['another service', { service: 'events.amazonaws.com' }],
    ['another source', { sourceArn: 'arn:aws:scheduler:us-east-1:000000000000:schedule/default/s' }],
  ])('with a role that trusts %s only', async (_title, role) => {
    await putRole(role);
    await expect(call('scheduler', 'CreateSchedule', schedule('cron(0 10 * * ? *)'))).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.',
    });
  });

  it('a second time under the same name', async () => {
    await call('scheduler', 'CreateSchedule', schedule('cron(0 10 * * ? *)'));
    await expect(call('scheduler', 'CreateSchedule', schedule('cron(0 10 * * ? *)'))).rejects.toMatchObject({
      name: 'ConflictException',
    });
  });
});

describe('the API', () => {
  it('tells what was asked for', async () => {
    const asked = schedule('cron(0 10 * * ? *)', { Description: 'daily', ScheduleExpressionTimezone: 'Europe/Berlin' });
    const { ScheduleArn } = await call('scheduler', 'CreateSchedule', asked);
    expect(await call('scheduler', 'GetSchedule', { Name: 's' })).toEqual({
      ...asked,
      Arn: ScheduleArn,
      GroupName: 'default',
      State: 'ENABLED',
      CreationDate: new Date(start),
      LastModificationDate: new Date(start),
      ActionAfterCompletion: 'NONE',
    });
  });

  it('lists schedules in pages, by prefix and state', async () => {
    for (const Name of ['a1', 'a2', 'a3', 'b1']) {
      const State = Name === 'a2' ? 'DISABLED' : 'ENABLED';
      await call('scheduler', 'CreateSchedule', schedule('cron(0 10 * * ? *)', { Name, State }));
    }
    const first = await call('scheduler', 'ListSchedules', { NamePrefix: 'a', State: 'ENABLED', MaxResults: 1 });
    expect(first.Schedules).toMatchObject([{ Name: 'a1', State: 'ENABLED', Target: { Arn: machineArn } }]);
    const second = await call('scheduler', 'ListSchedules', {
      ...{ NamePrefix: 'a', State: 'ENABLED', MaxResults: 1 },
      NextToken: first.NextToken,
    });
    expect([second.Schedules!.map(({ Name }) => Name), second.NextToken]).toEqual([['a3'], undefined]);
  });

  it('needs the permission, and the one to pass the role', async () => {
    const caller = (actions: string[]) => ({
      ...{ kind: 'role' as const, accountId: '000000000000', context: {} },
      arn: 'arn:aws:sts::000000000000:assumed-role/caller/s',
      policies: [{ Statement: { Effect: 'Allow' as const, Action: actions, Resource: '*' } }],
    });
    const create = (actions: string[]) =>
      cloud.context.aws.call(caller(actions), 'scheduler', 'CreateSchedule', schedule('cron(0 10 * * ? *)'));
    await expect(create(['scheduler:CreateSchedule'])).rejects.toThrow('iam:PassRole');
    await expect(create(['iam:PassRole'])).rejects.toThrow(
      'scheduler:CreateSchedule on resource: arn:aws:scheduler:us-east-1:000000000000:schedule/default/s',
    );
    await create(['scheduler:CreateSchedule', 'iam:PassRole']);
  });
});

describe('after a restart', () => {
  const reopen = async (downMs: number): Promise<void> => {
    await cloud.stop();
    await clock.advance(downMs);
    await open();
    await rest();
  };

  it('a schedule goes on with its times', async () => {
    await call('scheduler', 'CreateSchedule', schedule('cron(0 * * * ? *)'));
    await reopen(20 * minute);
    await pass(10 * minute);
    expect(await startedAt()).toEqual(['13:00:00']);
  });

  it('the last of the times that were missed is made up for', async () => {
    const input = withTarget({ Input: '"<aws.scheduler.scheduled-time>"' });
    await call('scheduler', 'CreateSchedule', schedule('cron(0 * * * ? *)', input));
    await reopen(185 * minute);
    await pass(minute);
    expect(await startedAt()).toEqual(['15:35:00']);
    const { executions } = await call('sfn', 'ListExecutions', { stateMachineArn: machineArn });
    expect(await call('sfn', 'DescribeExecution', { executionArn: executions![0]!.executionArn! })).toMatchObject({
      input: '"2026-01-01T15:00:00Z"',
    });
    await pass(30 * minute);
    expect(await startedAt()).toEqual(['15:35:00', '16:00:00']);
  });

  it('a time older than an event may be is not', async () => {
    const policy = { RetryPolicy: { MaximumEventAgeInSeconds: 600 }, DeadLetterConfig: { Arn: queueArn } };
    await call('scheduler', 'CreateSchedule', schedule('cron(0 * * * ? *)', withTarget(policy)));
    await reopen(45 * minute);
    await pass(minute);
    expect(await startedAt()).toEqual([]);
    expect(await deadLetters()).toMatchObject([{ attributes: { SCHEDULED_TIME: '2026-01-01T13:00:00Z' } }]);
  });

  // The process may die between the start of the execution and the note that it was done.
  it('an invocation that was under way starts no second execution', async () => {
    await call('scheduler', 'CreateSchedule', schedule('at(2026-01-01T12:31:00)'));
    let began = false;
    cloud.context.aws.intercept(async ({ operation }, proceed) => {
      const answer = await proceed();
      if (operation !== 'StartExecution') return answer;
      began = true;
      throw new Error('the process died');
    });
    await pass(minute);
    expect(began).toBe(true);
    await reopen(minute);
    await pass(10 * minute);
    expect(await startedAt()).toEqual(['12:31:00']);
  });
});

describe('a template', () => {
  const properties = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
    ScheduleExpression: 'cron(0 * * * ? *)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: machineArn, RoleArn: roleArn },
    ...more,
  });
  const deploy = async (...schedules: Record<string, unknown>[]): Promise<{ ref: string }[]> => {
    await cloud.stop();
    cloud = await startTestCloud({ clock, dataDir: directory.path, random: () => 0.5 });
    for (const create of [sqs, stepFunctions]) await cloud.add(create);
    const service = scheduler(cloud.context);
    for (const api of service.apis!) cloud.context.aws.add(api);
    const created = [];
    for (const [index, each] of schedules.entries()) {
      const resource = templateResource('AWS::Scheduler::Schedule', `Schedule${index}`, each);
      created.push(await service.resources!['AWS::Scheduler::Schedule']!(resource));
    }
    await service.run!();
    return created;
  };

  it('makes a schedule, which keeps its times when it is deployed again', async () => {
    const [first] = await deploy(properties());
    expect(first).toEqual({
      ref: 'Lensgate-dev-Service-Schedule0-LOCAL',
      attributes: {
        Arn: 'arn:aws:scheduler:us-east-1:000000000000:schedule/default/Lensgate-dev-Service-Schedule0-LOCAL',
      },
    });
    const before = await call('scheduler', 'GetSchedule', { Name: first!.ref });
    await pass(40 * minute);
    await deploy(properties());
    expect(await call('scheduler', 'GetSchedule', { Name: first!.ref })).toEqual(before);
    await pass(50 * minute);
    expect(await startedAt()).toEqual(['13:00:00', '14:00:00']);
  });

  it('changes it, and takes it away', async () => {
    const [first] = await deploy(properties({ Name: 'one' }), properties({ Name: 'two', Description: 'x' }));
    expect(first!.ref).toBe('one');
    await deploy(properties({ Name: 'one', State: 'DISABLED' }));
    const { Schedules: schedules } = await call('scheduler', 'ListSchedules', {});
    expect(schedules).toMatchObject([{ Name: 'one', State: 'DISABLED' }]);
  });

  it('is refused with a property that is not imitated', async () => {
    await expect(deploy(properties({ KmsKeyArn: 'arn:aws:kms:us-east-1:000000000000:key/1' }))).rejects.toThrow(
      'does not imitate property KmsKeyArn',
    );
  });
});
