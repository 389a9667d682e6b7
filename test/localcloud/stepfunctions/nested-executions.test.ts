// states:startExecution, .sync and .sync:2: what the task answers, how it fails, what it may do, and what becomes of the nested execution.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AwsError } from '../../../localcloud/core/aws-error.ts';
import { ManualClock } from '../../../localcloud/core/clock.ts';
import { temporaryDirectory } from '../../support/cloud-context.ts';
import { machineOf } from '../../support/run-state-machine.ts';
import { executionArn, startStepFunctions, type LocalStepFunctions } from './local-step-functions.ts';

const childArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:child';
const parent = executionArn('parent', 'p');
const child = executionArn('child', 'c');
const began = Date.UTC(2026, 0, 1);

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let clock: ManualClock;
let running: LocalStepFunctions | undefined;
beforeEach(async () => {
  directory = await temporaryDirectory();
  clock = new ManualClock(began);
});
afterEach(async () => {
  await running?.cloud.stop();
  running = undefined;
  await directory.remove();
});
const open = async (permissions = ['*']): Promise<LocalStepFunctions> =>
  (running = await startStepFunctions([], { dataDir: directory.path, clock, permissions }));

const nested = (pattern: string, more: object = { End: true }, args: object = { Name: 'c' }): object => ({
  Type: 'Task',
  Resource: `arn:aws:states:::states:startExecution${pattern}`,
  Arguments: { StateMachineArn: childArn, Input: { n: 1 }, ...args },
  ...more,
});
const pass = { Type: 'Pass', End: true };
const wait = { Type: 'Wait', Seconds: 60, End: true };
const succeeds = { ...pass, Output: { ok: true } };
const breaks = { Type: 'Fail', Error: 'Broken', Cause: 'on purpose' };
const catching = (error: string): object => ({ Catch: [{ ErrorEquals: [error], Next: 'Caught' }], End: true });

/** A nested machine of one state, and one around it that has begun. */
async function begin(local: LocalStepFunctions, inner: object, states: object, more = {}): Promise<LocalStepFunctions> {
  await local.createMachine('child', machineOf({ Inner: inner }));
  const stateMachineArn = await local.createMachine('parent', machineOf({ ...states }, more));
  await local.call('StartExecution', { stateMachineArn, name: 'p' });
  return local;
}

const untilSubmitted = (local: LocalStepFunctions): Promise<void> =>
  local.until(async () => (await local.historyTypes(parent)).includes('TaskSubmitted'));

const startsOf = async ({ call }: LocalStepFunctions): Promise<number> =>
  (await call('ListExecutions', { stateMachineArn: childArn })).executions!.length;

/** [measured on AWS: no error, this cause] */
const aborted = {
  status: 'ABORTED',
  cause: `The Task state in AWS Step Functions execution [${parent}] which was managing this resource was aborted`,
};

describe('a task that starts an execution', () => {
  // [measured on AWS: members in alphabetical order, times in milliseconds]
  it('goes on at once without .sync, with the answer of StartExecution', async () => {
    const local = await begin(await open(), wait, { Outer: nested('') });
    const { status, output } = await local.untilEnd(parent);
    expect([status, output]).toEqual(['SUCCEEDED', `{"ExecutionArn":"${child}","StartDate":${began}}`]);
    expect(await local.call('DescribeExecution', { executionArn: child })).toMatchObject({
      status: 'RUNNING',
      input: '{"n":1}',
    });
    expect(await local.historyTypes(parent)).not.toContain('TaskSubmitted');
  });

  it.each([
    ['.sync', '"{\\"n\\":1}"', '"{\\"ok\\":true}"'],
    ['.sync:2', '{"n":1}', '{"ok":true}'],
  ])('with %s has the description of the ended execution as its result', async (pattern, input, result) => {
    const local = await begin(await open(), succeeds, { Outer: nested(pattern) });
    const { status, output } = await local.untilEnd(parent);
    expect([status, output]).toEqual([
      'SUCCEEDED',
      `{"ExecutionArn":"${child}","Input":${input},"InputDetails":{"Included":true},"Name":"c",` +
        `"Output":${result},"OutputDetails":{"Included":true},"RedriveCount":0,"RedriveStatus":"NOT_REDRIVABLE",` +
        `"RedriveStatusReason":"Execution is SUCCEEDED and cannot be redriven",` +
        `"StartDate":${began},"StateMachineArn":"${childArn}","Status":"SUCCEEDED","StopDate":${began}}`,
    ]);
  });

  it('writes TaskSubmitted between beginning and waiting, and names the integration in each of its events', async () => {
    const local = await begin(await open(), succeeds, { Outer: nested('.sync:2') });
    await local.untilEnd(parent);
    const { events = [] } = await local.call('GetExecutionHistory', { executionArn: parent });
    expect(events.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
    const resource = { resourceType: 'states', resource: 'startExecution.sync:2' };
    expect(events[2]!.taskScheduledEventDetails).toMatchObject(resource);
    expect(events[3]!.taskStartedEventDetails).toMatchObject(resource);
    expect(events[4]).toMatchObject({
      previousEventId: 4,
      taskSubmittedEventDetails: {
        ...resource,
        output: `{"ExecutionArn":"${child}","StartDate":${began}}`,
        outputDetails: { truncated: false },
      },
    });
    expect(events[5]).toMatchObject({ previousEventId: 5, taskSucceededEventDetails: resource });
  });

  it('makes up a name, and takes an input of text as it is', async () => {
    const local = await begin(await open(), pass, { Outer: nested('.sync:2', { End: true }, { Input: '[1, 2]' }) });
    const { Name: name, Output: output } = JSON.parse((await local.untilEnd(parent)).output!) as Record<
      string,
      unknown
    >;
    expect(name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(output).toEqual([1, 2]);
  });

  it.each(['waitForTaskToken', 'sync:3'])('is refused with .%s', async (pattern) => {
    const local = await open();
    await expect(local.createMachine('m', machineOf({ Outer: nested(`.${pattern}`) }))).rejects.toMatchObject({
      name: 'InvalidDefinition',
    });
  });
});

describe('a nested execution that is not to be had', () => {
  it.each([
    ['', 'TaskFailed'],
    ['.sync', 'TaskSubmitFailed'],
    ['.sync:2', 'TaskSubmitFailed'],
  ])('fails the task of startExecution%s by the name of the error', async (pattern, event) => {
    const local = await open();
    await local.createMachine('child', machineOf({ Inner: pass }));
    await local.call('StartExecution', { stateMachineArn: childArn, name: 'c', input: '{"n":2}' });
    await begin(local, pass, {
      Outer: nested(pattern, catching('StepFunctions.ExecutionAlreadyExistsException')),
      Caught: pass,
    });
    expect(await local.untilEnd(parent)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await local.historyTypes(parent)).toContain(event);
  });

  it('fails the task when there is no such state machine', async () => {
    const local = await open();
    const stateMachineArn = await local.createMachine('parent', machineOf({ Outer: nested('.sync:2') }));
    await local.call('StartExecution', { stateMachineArn, name: 'p' });
    expect(await local.untilEnd(parent)).toMatchObject({
      status: 'FAILED',
      error: 'StepFunctions.StateMachineDoesNotExistException',
    });
  });
});

describe('a nested execution that does not succeed', () => {
  // [AWS: States.TaskFailed, and the description as the cause, in which input and output are text]
  it.each(['.sync', '.sync:2'])('fails the task of %s with States.TaskFailed', async (pattern) => {
    const local = await begin(await open(), breaks, {
      Outer: nested(pattern, catching('States.TaskFailed')),
      Caught: pass,
    });
    const { Error: error, Cause: cause } = JSON.parse((await local.untilEnd(parent)).output!) as Record<string, string>;
    expect([error, JSON.parse(cause!)]).toEqual([
      'States.TaskFailed',
      expect.objectContaining({
        ExecutionArn: child,
        Status: 'FAILED',
        Error: 'Broken',
        Cause: 'on purpose',
        Input: '{"n":1}',
      }),
    ]);
    expect((await local.historyTypes(parent)).filter((type) => type?.startsWith('TaskFailed'))).toHaveLength(1);
  });

  it('fails the task when it is stopped', async () => {
    const local = await begin(await open(), wait, { Outer: nested('.sync:2') });
    await untilSubmitted(local);
    await local.call('StopExecution', { executionArn: child });
    const { status, error, cause } = await local.untilEnd(parent);
    expect([status, error, JSON.parse(cause!)]).toMatchObject(['FAILED', 'States.TaskFailed', { Status: 'ABORTED' }]);
  });
});

describe('a nested execution that nobody waits for any more', () => {
  it('is stopped when the task times out', async () => {
    const local = await begin(await open(), wait, { Outer: nested('.sync:2', { TimeoutSeconds: 10, End: true }) });
    expect(await local.untilEnd(parent)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(await local.untilEnd(child)).toMatchObject(aborted);
    expect(clock.now()).toBe(began + 10_000);
  });

  it('is stopped when the execution around it is stopped', async () => {
    const local = await begin(await open(), wait, { Outer: nested('.sync:2') });
    await untilSubmitted(local);
    await local.call('StopExecution', { executionArn: parent });
    expect(await local.call('DescribeExecution', { executionArn: child })).toMatchObject(aborted);
  });

  // What is written in one synchronous run reaches the disk together: a crash loses both ends or neither.
  it('ends in the same step as the execution around it', async () => {
    const local = await begin(await open(), wait, { Outer: nested('.sync:2') });
    await untilSubmitted(local);
    const stopping = local.call('StopExecution', { executionArn: parent });
    const described = local.call('DescribeExecution', { executionArn: child });
    await stopping;
    expect(await described).toMatchObject(aborted);
  });

  it('is stopped when the execution around it times out', async () => {
    const local = await begin(await open(), wait, { Outer: nested('.sync:2') }, { TimeoutSeconds: 10 });
    expect(await local.untilEnd(parent)).toMatchObject({ status: 'TIMED_OUT' });
    expect(await local.untilEnd(child)).toMatchObject(aborted);
  });

  it('is stopped when another branch fails', async () => {
    const branch = (states: Record<string, unknown>): object => ({ StartAt: Object.keys(states)[0], States: states });
    const local = await begin(await open(), wait, {
      Both: {
        Type: 'Parallel',
        Branches: [
          branch({ Outer: nested('.sync:2') }),
          branch({ Pause: { Type: 'Wait', Seconds: 5, Next: 'Breaks' }, Breaks: breaks }),
        ],
        End: true,
      },
    });
    expect(await local.untilEnd(parent)).toMatchObject({ status: 'FAILED', error: 'Broken' });
    expect(await local.untilEnd(child)).toMatchObject(aborted);
  });

  it('is stopped when it began too late', async () => {
    const local = await open();
    const { context } = local.cloud;
    context.aws.intercept(async ({ operation, input }, proceed) => {
      const answer = await proceed();
      const { stateMachineArn } = input as { stateMachineArn?: string };
      if (operation === 'StartExecution' && stateMachineArn === childArn)
        await local.call('StopExecution', { executionArn: parent });
      return answer;
    });
    await begin(local, wait, { Outer: nested('.sync:2') });
    expect(await local.untilEnd(parent)).toMatchObject({ status: 'ABORTED' });
    expect(await local.untilEnd(child)).toMatchObject(aborted);
  });

  it('runs on when its caller may not stop it', async () => {
    const local = await begin(await open(['states:StartExecution', 'states:DescribeExecution', 'events:*']), wait, {
      Outer: nested('.sync:2'),
    });
    await untilSubmitted(local);
    await local.call('StopExecution', { executionArn: parent });
    expect(await local.untilEnd(child)).toMatchObject({ status: 'SUCCEEDED' });
  });
});

describe('the role', () => {
  const rule = ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'];
  const role = 'arn:aws:iam::000000000000:role/machine';

  // [AWS: CreateStateMachine's answer to a role without the managed rule's permissions]
  it.each(rule)('must be allowed %s when the machine is created', async (missing) => {
    const local = await open(['states:*', ...rule.filter((action) => action !== missing)]);
    await expect(local.createMachine('parent', machineOf({ Outer: nested('.sync:2') }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: `'${role}' is not authorized to create managed-rule.`,
    });
  });

  it('needs none of it without .sync', async () => {
    const local = await begin(await open(['states:StartExecution']), pass, { Outer: nested('') });
    expect(await local.untilEnd(parent)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it.each(['states:StartExecution', 'states:DescribeExecution'])('must be allowed %s', async (missing) => {
    const needed = ['states:StartExecution', 'states:DescribeExecution', ...rule];
    const local = await begin(await open(needed.filter((action) => action !== missing)), pass, {
      Outer: nested('.sync:2'),
    });
    expect(await local.untilEnd(parent)).toMatchObject({
      status: 'FAILED',
      error: 'StepFunctions.AWSStepFunctionsException',
      cause: expect.stringContaining(`is not authorized to perform: ${missing}`) as unknown,
    });
  });

  it('is asked again while a look is throttled or the service is down', async () => {
    const local = await open();
    const failures = [
      new AwsError('ThrottlingException', 'slower', { statusCode: 400 }),
      new AwsError('InternalFailure', 'down', { statusCode: 500 }),
    ];
    const { context } = local.cloud;
    context.aws.intercept(async ({ operation, call }, proceed) => {
      const failure = operation === 'DescribeExecution' && call.principal.kind !== 'operator' && failures.shift();
      if (failure) throw failure;
      return proceed();
    });
    await begin(local, succeeds, { Outer: nested('.sync:2') });
    expect(await local.untilEnd(parent)).toMatchObject({ status: 'SUCCEEDED' });
    expect(failures).toEqual([]);
  });
});

describe('after a restart', () => {
  it('the task goes on waiting for the execution that it began, as long as was left of its time', async () => {
    let local = await begin(await open(), wait, { Outer: nested('.sync:2', { TimeoutSeconds: 70, End: true }) });
    await untilSubmitted(local);
    await clock.advance(40_000);
    await local.cloud.stop();
    local = await open();
    expect(await local.untilEnd(parent)).toMatchObject({ status: 'SUCCEEDED' });
    expect([await startsOf(local), clock.now() - began < 63_000]).toEqual([1, true]);
  });

  it('the time that was set runs out as it was set', async () => {
    let local = await begin(await open(), wait, { Outer: nested('.sync:2', { TimeoutSeconds: 50, End: true }) });
    await untilSubmitted(local);
    await clock.advance(40_000);
    await local.cloud.stop();
    local = await open();
    expect(await local.untilEnd(parent)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(clock.now()).toBe(began + 50_000);
    expect(await local.untilEnd(child)).toMatchObject(aborted);
  });

  // The process may die between the beginning of the nested execution and the event that tells of it.
  it.each([
    ['with a name', { Name: 'c' }, false],
    ['without a name', {}, false],
    ['with a name, when the nested one has ended', { Name: 'c' }, true],
    ['without a name, when the nested one has ended', {}, true],
  ])('a task whose beginning was not written down finds what it began: %s', async (_title, name, hasEnded) => {
    let local = await open();
    let began = false;
    local.cloud.context.aws.intercept(async ({ operation, call }, proceed) => {
      const answer = await proceed();
      if (operation !== 'StartExecution' || call.principal.kind === 'operator') return answer;
      began = true;
      return new Promise(() => undefined);
    });
    await begin(local, hasEnded ? succeeds : wait, { Outer: nested('.sync:2', { End: true }, name) });
    await local.until(() => began);
    const { executions = [] } = await local.call('ListExecutions', { stateMachineArn: childArn });
    if (hasEnded) await local.untilEnd(executions[0]!.executionArn!);
    await local.cloud.stop();
    local = await open();
    expect(await local.untilEnd(parent)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await startsOf(local)).toBe(1);
  });
});
