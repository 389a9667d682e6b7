// The API: what is started, listed, described, stopped and redriven, with AWS's answers and errors.
import { afterEach, describe, expect, it } from '@jest/globals';
import { machineOf } from '../../support/run-state-machine.ts';
import { executionArn, standIn, startStepFunctions, type LocalStepFunctions } from './local-step-functions.ts';

let running: LocalStepFunctions | undefined;
const start = async (...args: Parameters<typeof startStepFunctions>): Promise<LocalStepFunctions> =>
  (running = await startStepFunctions(...args));
afterEach(async () => {
  await running?.cloud.stop();
  running = undefined;
});

const pass = { Type: 'Pass', End: true };
const wait = { Type: 'Wait', Seconds: 60, End: true };
const describeThing = {
  Type: 'Task',
  Resource: 'arn:aws:states:::aws-sdk:iot:describeThing',
  Arguments: { ThingName: 'front-door' },
};

describe('StartExecution', () => {
  // [API reference of StartExecution]
  it.each<[string, { same: boolean; closed: boolean }, string]>([
    ['the same input while it runs: the same execution', { same: true, closed: false }, 'same'],
    ['another input while it runs', { same: false, closed: false }, 'ExecutionAlreadyExists'],
    ['the same input after it has closed', { same: true, closed: true }, 'ExecutionAlreadyExists'],
    ['another input after it has closed', { same: false, closed: true }, 'ExecutionAlreadyExists'],
  ])('with the same name and %s', async (_title, { same, closed }, expected) => {
    const { call, createMachine, cloud, untilEnd } = await start();
    const stateMachineArn = await createMachine('m', machineOf({ W: wait }));
    const first = await call('StartExecution', { stateMachineArn, name: 'e', input: '{"a":1}' });
    if (closed) await untilEnd(first.executionArn!);
    else await cloud.context.clock.advance(1000);
    const second = await call('StartExecution', {
      stateMachineArn,
      name: 'e',
      input: same ? '{"a":1}' : '{"a": 1}',
    }).catch((error: Error) => error.name);
    expect(second).toEqual(expected === 'same' ? first : expected);
  });

  it('starts one execution when the same request comes fifty times at once', async () => {
    const { call, createMachine, historyTypes } = await start();
    const stateMachineArn = await createMachine('m', machineOf({ W: wait }));
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => call('StartExecution', { stateMachineArn, name: 'e', input: '{}' })),
    );
    expect(new Set(answers.map(({ executionArn: arn }) => arn))).toEqual(new Set([executionArn('m', 'e')]));
    const { executions } = await call('ListExecutions', { stateMachineArn });
    expect(executions).toHaveLength(1);
    expect((await historyTypes(executionArn('m', 'e'))).filter((type) => type === 'ExecutionStarted')).toHaveLength(1);
  });

  it.each([
    ['a name of 81 characters', { name: 'x'.repeat(81) }, 'InvalidName'],
    ['a name with a colon', { name: 'a:b' }, 'InvalidName'],
    ['a name with white space', { name: 'a b' }, 'InvalidName'],
    ['an empty name', { name: '' }, 'InvalidName'],
    ['input that is no JSON', { input: '{a}' }, 'InvalidExecutionInput'],
    ['input longer than 256 KiB', { input: `"${'x'.repeat(262_144)}"` }, 'ValidationException'],
    ['an ARN that is none', { stateMachineArn: 'machine' }, 'InvalidArn'],
    [
      'an unknown machine',
      { stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:none' },
      'StateMachineDoesNotExist',
    ],
  ])('refuses %s', async (_title, input, expected) => {
    const { call, createMachine } = await start();
    const stateMachineArn = await createMachine('m', machineOf({ P: pass }));
    await expect(call('StartExecution', { stateMachineArn, ...input })).rejects.toMatchObject({ name: expected });
  });

  it('takes a name of 80 characters, and makes one up', async () => {
    const { call, createMachine } = await start();
    const stateMachineArn = await createMachine('m', machineOf({ P: pass }));
    const named = await call('StartExecution', { stateMachineArn, name: `é-${'x'.repeat(78)}` });
    expect(named.executionArn).toMatch(/x{78}$/);
    expect((await call('StartExecution', { stateMachineArn })).executionArn).toMatch(/:[0-9a-f-]{36}$/);
  });
});

describe('an execution', () => {
  it('has the history that AWS documents', async () => {
    const { call, createMachine, untilEnd, cloud } = await start([
      standIn('iot', { DescribeThing: async () => ({ thingName: 'front-door', version: 3 }) }),
    ]);
    const stateMachineArn = await createMachine(
      'm',
      machineOf({
        T: { ...describeThing, TimeoutSeconds: 10, Next: 'P' },
        P: { ...pass, Assign: { v: '{% $states.input.Version %}' } },
      }),
    );
    const { executionArn: arn } = await call('StartExecution', { stateMachineArn, name: 'e', input: '{"n":1}' });
    await untilEnd(arn!);
    const { events } = await call('GetExecutionHistory', { executionArn: arn });
    const timestamp = new Date(cloud.context.clock.now());
    const resource = { resourceType: 'aws-sdk:iot', resource: 'describeThing' };
    const result = '{"ThingName":"front-door","Version":3}';
    const whole = { truncated: false };
    expect(events).toEqual([
      {
        id: 1,
        previousEventId: 0,
        timestamp,
        type: 'ExecutionStarted',
        executionStartedEventDetails: {
          input: '{"n":1}',
          inputDetails: whole,
          roleArn: 'arn:aws:iam::000000000000:role/machine',
        },
      },
      {
        id: 2,
        previousEventId: 0,
        timestamp,
        type: 'TaskStateEntered',
        stateEnteredEventDetails: { name: 'T', input: '{"n":1}', inputDetails: whole },
      },
      {
        id: 3,
        previousEventId: 2,
        timestamp,
        type: 'TaskScheduled',
        taskScheduledEventDetails: {
          ...resource,
          region: 'us-east-1',
          parameters: '{"ThingName":"front-door"}',
          timeoutInSeconds: 10,
        },
      },
      { id: 4, previousEventId: 3, timestamp, type: 'TaskStarted', taskStartedEventDetails: resource },
      {
        id: 5,
        previousEventId: 4,
        timestamp,
        type: 'TaskSucceeded',
        taskSucceededEventDetails: { ...resource, output: result, outputDetails: whole },
      },
      {
        id: 6,
        previousEventId: 5,
        timestamp,
        type: 'TaskStateExited',
        stateExitedEventDetails: { name: 'T', output: result, outputDetails: whole },
      },
      {
        id: 7,
        previousEventId: 6,
        timestamp,
        type: 'PassStateEntered',
        stateEnteredEventDetails: { name: 'P', input: result, inputDetails: whole },
      },
      {
        id: 8,
        previousEventId: 7,
        timestamp,
        type: 'PassStateExited',
        stateExitedEventDetails: {
          name: 'P',
          output: result,
          outputDetails: whole,
          assignedVariables: { v: '3' },
          assignedVariablesDetails: whole,
        },
      },
      {
        id: 9,
        previousEventId: 8,
        timestamp,
        type: 'ExecutionSucceeded',
        executionSucceededEventDetails: { output: result, outputDetails: whole },
      },
    ]);
  });

  it('is described with its dates, data and redrive status', async () => {
    const { call, createMachine, untilEnd } = await start();
    const stateMachineArn = await createMachine('m', machineOf({ W: wait }));
    const { executionArn: arn, startDate } = await call('StartExecution', {
      stateMachineArn,
      name: 'e',
      input: '{"a":1}',
    });
    const common = {
      executionArn: arn,
      stateMachineArn,
      name: 'e',
      startDate,
      input: '{"a":1}',
      inputDetails: { included: true },
      redriveCount: 0,
      redriveStatus: 'NOT_REDRIVABLE',
    };
    expect(await call('DescribeExecution', { executionArn: arn })).toEqual({
      ...common,
      status: 'RUNNING',
      redriveStatusReason: 'Execution is RUNNING and cannot be redriven',
    });
    expect(await untilEnd(arn!)).toEqual({
      ...common,
      status: 'SUCCEEDED',
      stopDate: new Date(startDate!.getTime() + 60_000),
      output: '{"a":1}',
      outputDetails: { included: true },
      redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    });
    await expect(call('DescribeExecution', { executionArn: executionArn('m', 'other') })).rejects.toMatchObject({
      name: 'ExecutionDoesNotExist',
    });
  });

  it('is stopped with an error and a cause; a second stop changes nothing', async () => {
    const { call, createMachine, cloud, historyTypes } = await start();
    const stateMachineArn = await createMachine('m', machineOf({ W: wait }));
    const { executionArn: arn } = await call('StartExecution', { stateMachineArn, name: 'e' });
    await cloud.context.clock.advance(1000);
    const stopped = await call('StopExecution', { executionArn: arn, error: 'Enough', cause: 'operator' });
    await cloud.context.clock.advance(100_000);
    expect(await call('StopExecution', { executionArn: arn })).toEqual(stopped);
    expect(await call('DescribeExecution', { executionArn: arn })).toMatchObject({
      status: 'ABORTED',
      error: 'Enough',
      cause: 'operator',
    });
    expect(await historyTypes(arn!)).toEqual([
      'ExecutionStarted',
      'WaitStateEntered',
      'WaitStateAborted',
      'ExecutionAborted',
    ]);
  });

  it('keeps the definition that it started with', async () => {
    const { call, createMachine, untilEnd } = await start();
    const stateMachineArn = await createMachine('m', machineOf({ W: { ...wait, Output: 'old' } }));
    const { executionArn: arn } = await call('StartExecution', { stateMachineArn, name: 'e' });
    await call('UpdateStateMachine', {
      stateMachineArn,
      definition: JSON.stringify(machineOf({ P: { ...pass, Output: 'new' } })),
    });
    expect(await untilEnd(arn!)).toMatchObject({ output: '"old"' });
    expect((await call('DescribeStateMachineForExecution', { executionArn: arn })).definition).toContain('old');
    expect((await call('DescribeStateMachine', { stateMachineArn })).definition).toContain('new');
  });
});

describe('GetExecutionHistory', () => {
  it('pages from either end, and leaves data out when asked to', async () => {
    const { call, createMachine, untilEnd } = await start();
    const stateMachineArn = await createMachine('m', machineOf({ A: { Type: 'Pass', Next: 'B' }, B: pass }));
    const { executionArn: arn } = await call('StartExecution', { stateMachineArn, name: 'e' });
    await untilEnd(arn!);
    const ids = async (reverseOrder: boolean): Promise<(number | undefined)[][]> => {
      const pages: (number | undefined)[][] = [];
      for (let nextToken: string | undefined, more = true; more; more = nextToken !== undefined) {
        const page = await call('GetExecutionHistory', { executionArn: arn, reverseOrder, maxResults: 4, nextToken });
        pages.push(page.events!.map(({ id }) => id));
        nextToken = page.nextToken;
      }
      return pages;
    };
    expect(await ids(false)).toEqual([
      [1, 2, 3, 4],
      [5, 6],
    ]);
    expect(await ids(true)).toEqual([
      [6, 5, 4, 3],
      [2, 1],
    ]);
    const { events } = await call('GetExecutionHistory', {
      executionArn: arn,
      includeExecutionData: false,
      maxResults: 2,
    });
    expect(events?.[1]?.stateEnteredEventDetails).toEqual({ name: 'A', inputDetails: { truncated: false } });
    await expect(call('GetExecutionHistory', { executionArn: arn, nextToken: 'forged' })).rejects.toMatchObject({
      name: 'InvalidToken',
    });
  });
});

describe('ListExecutions', () => {
  it('shows the newest first, by status, in pages', async () => {
    const { call, createMachine, cloud, until } = await start();
    const stateMachineArn = await createMachine(
      'm',
      machineOf({
        C: { Type: 'Choice', Choices: [{ Condition: '{% $states.input %}', Next: 'P' }], Default: 'W' },
        P: pass,
        W: { ...wait, Seconds: 9999 },
      }),
    );
    for (let n = 0; n < 7; n++) {
      const { executionArn: arn } = await call('StartExecution', {
        stateMachineArn,
        name: `e${n}`,
        input: String(n % 2 === 0),
      });
      const ended = async (): Promise<boolean> =>
        (await call('DescribeExecution', { executionArn: arn })).status === 'SUCCEEDED';
      if (n % 2 === 0) await until(ended);
      await cloud.context.clock.advance(1000);
    }
    const names = async (input: object): Promise<(string | undefined)[]> =>
      (await call('ListExecutions', { stateMachineArn, ...input })).executions!.map(({ name }) => name);
    expect(await names({})).toEqual(['e6', 'e5', 'e4', 'e3', 'e2', 'e1', 'e0']);
    expect(await names({ statusFilter: 'RUNNING' })).toEqual(['e5', 'e3', 'e1']);
    const page = await call('ListExecutions', { stateMachineArn, statusFilter: 'SUCCEEDED', maxResults: 3 });
    expect(page.executions?.map(({ name }) => name)).toEqual(['e6', 'e4', 'e2']);
    expect(await names({ statusFilter: 'SUCCEEDED', nextToken: page.nextToken })).toEqual(['e0']);
    await expect(names({ nextToken: page.nextToken })).rejects.toMatchObject({ name: 'InvalidToken' });
    await expect(names({ maxResults: 1001 })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(names({ redriveFilter: 'REDRIVEN' })).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('lists ten thousand executions in a moment', async () => {
    const { call, createMachine, cloud } = await start();
    const stateMachineArn = await createMachine('m', machineOf({ W: wait }));
    await Promise.all(
      Array.from({ length: 10_000 }, (_, n) => call('StartExecution', { stateMachineArn, name: `e${n}` })),
    );
    await cloud.context.clock.advance(0);
    const began = process.hrtime.bigint();
    let count = 0;
    for (let nextToken: string | undefined, more = true; more; more = nextToken !== undefined) {
      const page = await call('ListExecutions', { stateMachineArn, maxResults: 1000, nextToken });
      count += page.executions!.length;
      nextToken = page.nextToken;
    }
    expect(count).toBe(10_000);
    expect(Number(process.hrtime.bigint() - began) / 1e6).toBeLessThan(1000);
  });
});

describe('RedriveExecution', () => {
  const failing = (): { fail: Set<string>; calls: string[]; api: ReturnType<typeof standIn> } => {
    const fail = new Set<string>();
    const calls: string[] = [];
    const api = standIn('iot', {
      DescribeThing: async ({ thingName }: { thingName: string }) => {
        calls.push(thingName);
        if (fail.has(thingName)) throw Object.assign(new Error('no'), { name: 'Error' });
        return { thingName };
      },
    });
    return { fail, calls, api };
  };
  const look = (ThingName: string): object => ({ ...describeThing, Arguments: { ThingName } });

  it('goes on from the state that failed, with fresh retries, and keeps what completed', async () => {
    const { fail, calls, api } = failing();
    const { call, createMachine, untilEnd, historyTypes } = await start([api]);
    const Retry = [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }];
    const branch = (name: string): object => ({
      StartAt: name,
      States: { [name]: { ...look(name), Retry, End: true } },
    });
    const stateMachineArn = await createMachine(
      'm',
      machineOf({
        A: { ...look('A'), Next: 'P' },
        P: {
          Type: 'Parallel',
          Branches: [branch('B'), branch('C')],
          Output: '{% $states.result.ThingName %}',
          End: true,
        },
      }),
    );
    fail.add('C');
    const { executionArn: arn } = await call('StartExecution', { stateMachineArn, name: 'e' });
    expect(await untilEnd(arn!)).toMatchObject({
      status: 'FAILED',
      error: 'Iot.SdkClientException',
      redriveStatus: 'REDRIVABLE',
    });
    expect(calls.sort()).toEqual(['A', 'B', 'C', 'C']);
    fail.clear();
    const { redriveDate } = await call('RedriveExecution', { executionArn: arn, clientToken: 't1' });
    expect(await call('RedriveExecution', { executionArn: arn, clientToken: 't1' })).toEqual({ redriveDate });
    expect(await untilEnd(arn!)).toMatchObject({
      status: 'SUCCEEDED',
      output: '["B","C"]',
      redriveCount: 1,
      redriveDate,
    });
    expect(calls.sort()).toEqual(['A', 'B', 'C', 'C', 'C']);
    const types = await historyTypes(arn!);
    expect(types.slice(types.indexOf('ExecutionRedriven'))).toEqual([
      ...['ExecutionRedriven', 'TaskScheduled', 'TaskStarted', 'TaskSucceeded', 'TaskStateExited'],
      ...['ParallelStateSucceeded', 'ParallelStateExited', 'ExecutionSucceeded'],
    ]);
    await expect(call('RedriveExecution', { executionArn: arn })).rejects.toMatchObject({
      name: 'ExecutionNotRedrivable',
    });
  });

  it('enters a Fail state again and fails again', async () => {
    const { call, createMachine, untilEnd, historyTypes } = await start();
    const stateMachineArn = await createMachine('m', machineOf({ F: { Type: 'Fail', Error: 'E', Cause: 'c' } }));
    const { executionArn: arn } = await call('StartExecution', { stateMachineArn, name: 'e' });
    await untilEnd(arn!);
    await call('RedriveExecution', { executionArn: arn });
    expect(await untilEnd(arn!)).toMatchObject({ status: 'FAILED', error: 'E', redriveCount: 1 });
    expect(await historyTypes(arn!)).toEqual([
      'ExecutionStarted',
      'FailStateEntered',
      'ExecutionFailed',
      'ExecutionRedriven',
      'FailStateEntered',
      'ExecutionFailed',
    ]);
  });

  it('is refused 14 days after the end', async () => {
    const { call, createMachine, untilEnd, cloud } = await start();
    const stateMachineArn = await createMachine('m', machineOf({ F: { Type: 'Fail' } }));
    const { executionArn: arn } = await call('StartExecution', { stateMachineArn, name: 'e' });
    await untilEnd(arn!);
    await cloud.context.clock.advance(14 * 86_400_000 + 1);
    await expect(call('RedriveExecution', { executionArn: arn })).rejects.toMatchObject({
      name: 'ExecutionNotRedrivable',
    });
  });
});

describe('a state machine', () => {
  it('is created once; the same again is the same, another definition is refused', async () => {
    const { call, createMachine } = await start();
    const definition = JSON.stringify(machineOf({ P: pass }));
    await createMachine('m', machineOf({ P: pass }));
    const role = 'arn:aws:iam::000000000000:role/machine';
    expect(await call('CreateStateMachine', { name: 'm', definition, roleArn: role })).toMatchObject({
      stateMachineArn: expect.stringMatching(/:stateMachine:m$/) as unknown,
    });
    await expect(createMachine('m', machineOf({ W: wait }))).rejects.toMatchObject({
      name: 'StateMachineAlreadyExists',
    });
    expect((await call('ListStateMachines', {})).stateMachines).toHaveLength(1);
  });

  it('is refused with a role that does not trust Step Functions', async () => {
    const { call } = await start();
    const input = {
      name: 'm',
      definition: JSON.stringify(machineOf({ P: pass })),
      roleArn: 'arn:aws:iam::000000000000:role/none',
    };
    await expect(call('CreateStateMachine', input)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it.each([
    ['arn:aws:states:::aws-sdk:iot:createThings', {}, /'iot' has no action 'createThings'/],
    ['arn:aws:states:::aws-sdk:iot:CreateThing', {}, /begin with a small letter/],
    ['arn:aws:states:::aws-sdk:s3:putObject', {}, /no service 's3'/],
    ['arn:aws:states:::aws-sdk:iot:attachPrincipalPolicy', {}, /use 'attachPolicy'/],
    ['arn:aws:states:::aws-sdk:iotdataplane:publish', {}, /call it from a function/],
    ['arn:aws:states:::sqs:sendMessage.waitForTaskToken', {}, /does not imitate '.waitForTaskToken'/],
    ['arn:aws:states:::lambda:invoke.sync', {}, /does not imitate '.sync'/],
    ['arn:aws:lambda:us-east-1:000000000000:function:f', {}, /lambda:invoke/],
    [
      'arn:aws:states:::aws-sdk:iot:createThing',
      { thingName: 'x' },
      /'thingName' of Arguments is not supported; it may have ThingName, ThingTypeName/,
    ],
    [
      'arn:aws:states:::aws-sdk:iot:createThing',
      { ThingTypeName: 'x' },
      /required field 'ThingName' of Arguments is missing/,
    ],
  ])('is refused with the resource %s and %j', async (Resource, Arguments, expected) => {
    const { createMachine } = await start();
    const refused = createMachine('m', machineOf({ T: { Type: 'Task', Resource, Arguments, End: true } }));
    await expect(refused).rejects.toMatchObject({
      name: 'InvalidDefinition',
      message: expect.stringMatching(expected) as unknown,
    });
  });
});
