// Tasks against the cloud's APIs: names of arguments, results and errors as Step Functions spells them. [AWS guide: SDK integrations]
import { afterEach, describe, expect, it } from '@jest/globals';
import { AwsError } from '../../../localcloud/core/aws-error.ts';
import type { OutputOf } from '../../../localcloud/core/aws-model.ts';
import type { CreateService } from '../../../localcloud/core/service.ts';
import { exceptionName } from '../../../localcloud/services/stepfunctions/integrations/error-names.ts';
import { stepFunctionsName } from '../../../localcloud/services/stepfunctions/integrations/casing.ts';
import { machineOf } from '../../support/run-state-machine.ts';
import { executionArn, standIn, startStepFunctions, type LocalStepFunctions } from './local-step-functions.ts';

let running: LocalStepFunctions | undefined;
afterEach(async () => {
  await running?.cloud.stop();
  running = undefined;
});

/** What an execution of one Task comes to. */
async function runTask(
  apis: CreateService[],
  resource: string,
  args: unknown,
  options: { permissions?: string[] } = {},
): Promise<OutputOf<'sfn', 'DescribeExecution'> & { result: unknown }> {
  running = await startStepFunctions(apis, options);
  // The arguments come as input, so that they are checked when the task runs.
  const task = { Type: 'Task', Resource: `arn:aws:states:::${resource}`, Arguments: '{% $states.input %}', End: true };
  const stateMachineArn = await running.createMachine('m', machineOf({ T: task }));
  await running.call('StartExecution', { stateMachineArn, name: 'e', input: JSON.stringify(args) });
  const ended = await running.untilEnd(executionArn('m', 'e'));
  return { ...ended, result: ended.output === undefined ? undefined : JSON.parse(ended.output) };
}

describe('names', () => {
  it.each([
    ['thingName', 'ThingName'],
    ['DBSubnetGroupName', 'DbSubnetGroupName'],
    ['ChannelARN', 'ChannelARN'],
    ['certificateArn', 'CertificateArn'],
    ['caCertificateId', 'CaCertificateId'],
    ['S', 'S'],
    ['SS', 'Ss'],
    ['BOOL', 'Bool'],
    ['NULL', 'Nul'],
    ['SSEDescription', 'SseDescription'],
  ])('%s is written %s', (member, expected) => {
    expect(stepFunctionsName(member)).toBe(expected);
  });

  it.each([
    ['ResourceNotFoundException', 'ResourceNotFoundException'],
    ['QueueDoesNotExist', 'QueueDoesNotExistException'],
    ['InternalServerError', 'InternalServerErrorException'],
  ])('the error %s is written %s', (error, expected) => {
    expect(exceptionName(error)).toBe(expected);
  });
});

describe('arguments', () => {
  it('go to the SDK under its own names, with keys of maps untouched', async () => {
    const seen: unknown[] = [];
    const iot = standIn('iot', {
      CreateThing: async (input: unknown) => (seen.push(input), { thingName: 't', thingArn: 'a', thingId: 'i' }),
    });
    const args = {
      ThingName: 't',
      ThingTypeName: 'camera',
      AttributePayload: { Attributes: { serialNumber: '1', lower_Case: '2' }, Merge: true },
    };
    const { result } = await runTask([iot], 'aws-sdk:iot:createThing', args);
    expect(seen).toEqual([
      {
        thingName: 't',
        thingTypeName: 'camera',
        attributePayload: { attributes: { serialNumber: '1', lower_Case: '2' }, merge: true },
      },
    ]);
    expect(result).toEqual({ ThingName: 't', ThingArn: 'a', ThingId: 'i' });
  });

  it.each([
    [
      'aws-sdk:iot:createThing',
      { thingName: 't' },
      "'thingName' of Arguments is not supported; it may have ThingName, ThingTypeName, AttributePayload, BillingGroupName",
    ],
    [
      'aws-sdk:iot:createThing',
      { ThingName: 't', AttributePayload: { attributes: {} } },
      "'attributes' of Arguments/AttributePayload is not supported; it may have Attributes, Merge",
    ],
    ['aws-sdk:iot:createThing', {}, "required field 'ThingName' of Arguments is missing"],
    ['aws-sdk:iot:createThing', { ThingName: 5 }, 'Arguments/ThingName must be a string, but it is 5'],
    [
      'aws-sdk:kinesisvideo:createSignalingChannel',
      { ChannelName: 'c', Tags: [{ key: 'a', Value: 'b' }] },
      "'key' of Arguments/Tags/0 is not supported; it may have Key, Value",
    ],
    ['aws-sdk:kinesisvideo:deleteSignalingChannel', { ChannelArn: 'a' }, 'it may have ChannelARN, CurrentVersion'],
    [
      'aws-sdk:dynamodb:putItem',
      { TableName: 't', Item: { pk: { S: 'a' }, set: { SS: ['x'] } } },
      "attribute type 'SS' in Arguments/Item/set is not supported",
    ],
    ['aws-sdk:dynamodb:putItem', { TableName: 't', Item: { pk: { BOOL: true } } }, "attribute type 'BOOL'"],
  ])('%s refuses %j', async (resource, args, expected) => {
    const { error, cause } = await runTask([], resource, args);
    expect(error).toBe('States.Runtime');
    expect(cause).toContain(expected);
  });
});

describe('results', () => {
  it('have times as ISO 8601, and leave absent members out', async () => {
    const kinesisvideo = standIn('kinesisvideo', {
      DescribeSignalingChannel: async () => ({
        ChannelInfo: {
          ChannelARN: 'arn',
          ChannelStatus: 'ACTIVE',
          CreationTime: new Date(Date.UTC(2026, 0, 1)),
          ChannelName: undefined,
        },
      }),
    });
    const { result } = await runTask([kinesisvideo], 'aws-sdk:kinesisvideo:describeSignalingChannel', {
      ChannelName: 'c',
    });
    expect(result).toEqual({
      ChannelInfo: { ChannelARN: 'arn', ChannelStatus: 'ACTIVE', CreationTime: '2026-01-01T00:00:00Z' },
    });
  });

  it('hold DynamoDB items of S, N, M and L; any other type is refused by name', async () => {
    const item = (value: unknown): CreateService => standIn('dynamodb', { GetItem: async () => ({ Item: { value } }) });
    const args = { TableName: 't', Key: { pk: { S: 'a' } } };
    const good = { M: { list: { L: [{ N: '1' }, { S: 'x' }] } } };
    expect((await runTask([item(good)], 'aws-sdk:dynamodb:getItem', args)).result).toEqual({ Item: { value: good } });
    await running!.cloud.stop();
    expect(await runTask([item({ L: [{ BOOL: true }] })], 'aws-sdk:dynamodb:getItem', args)).toMatchObject({
      error: 'States.Runtime',
      cause: expect.stringContaining("type 'BOOL'") as unknown,
    });
  });
});

describe('errors', () => {
  it.each([
    ['iot', 'DescribeThing', { ThingName: 't' }, 'ResourceNotFoundException', 'Iot.ResourceNotFoundException', 404],
    ['iot', 'DescribeThing', { ThingName: 't' }, 'SomethingUnmodeled', 'Iot.IotException', 400],
    [
      'kinesisvideo',
      'DescribeSignalingChannel',
      {},
      'ResourceNotFoundException',
      'KinesisVideo.ResourceNotFoundException',
      404,
    ],
    [
      'dynamodb',
      'GetItem',
      { TableName: 't', Key: {} },
      'InternalServerError',
      'DynamoDb.InternalServerErrorException',
      500,
    ],
    [
      'sqs',
      'SendMessage',
      { QueueUrl: 'q', MessageBody: 'b' },
      'QueueDoesNotExist',
      'Sqs.QueueDoesNotExistException',
      400,
    ],
    [
      'secretsmanager',
      'GetSecretValue',
      { SecretId: 's' },
      'ResourceNotFoundException',
      'SecretsManager.ResourceNotFoundException',
      400,
    ],
  ] as const)(
    '%s:%s %j that answers %s fails the task with %s',
    async (service, operation, args, name, expected, status) => {
      const api = standIn(service, {
        [operation]: async () => {
          throw new AwsError(name, 'said why');
        },
      });
      const resource = `aws-sdk:${service}:${operation.charAt(0).toLowerCase()}${operation.slice(1)}`;
      const { error, cause } = await runTask([api], resource, args);
      expect(error).toBe(expected);
      expect(cause).toMatch(
        new RegExp(
          `^said why \\(Service: ${expected.split('.')[0]!}, Status Code: ${status}, Request ID: [0-9a-f-]{36}\\)$`,
        ),
      );
    },
  );

  it('of permission come from the role of the machine', async () => {
    const iot = standIn('iot', { DescribeThing: async () => ({}) });
    const { error, cause } = await runTask(
      [iot],
      'aws-sdk:iot:describeThing',
      { ThingName: 't' },
      { permissions: ['sqs:*'] },
    );
    expect(error).toBe('Iot.IotException');
    expect(cause).toMatch(
      /assumed-role\/machine\/e is not authorized to perform: iot:DescribeThing .*Status Code: 403/,
    );
  });
});

describe('lambda:invoke', () => {
  const lambda = (answer: object, seen: unknown[] = []): CreateService =>
    standIn('lambda', {
      Invoke: async (input: { Payload: Uint8Array }) => (
        seen.push({ ...input, Payload: Buffer.from(input.Payload).toString() }),
        answer
      ),
    });
  const bytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

  it('sends any JSON as Payload and wraps the parsed answer', async () => {
    const seen: unknown[] = [];
    const api = lambda({ StatusCode: 200, ExecutedVersion: '$LATEST', Payload: bytes({ ok: true }) }, seen);
    const { result } = await runTask([api], 'lambda:invoke', { FunctionName: 'f', Payload: { lowerCase: [1] } });
    expect(seen).toEqual([{ FunctionName: 'f', Payload: '{"lowerCase":[1]}' }]);
    expect(result).toEqual({ ExecutedVersion: '$LATEST', Payload: { ok: true }, StatusCode: 200 });
  });

  it("fails with the type of the function's error, and all of it as the cause", async () => {
    const thrown = { errorType: 'UnknownSerialNumber', errorMessage: 'not in the manifest', trace: [] };
    const api = lambda({ StatusCode: 200, FunctionError: 'Unhandled', Payload: bytes(thrown) });
    const { error, cause } = await runTask([api], 'lambda:invoke', { FunctionName: 'f', Payload: null });
    expect([error, JSON.parse(cause!)]).toEqual(['UnknownSerialNumber', thrown]);
  });

  it('fails with Lambda.TooManyRequestsException when the service says so', async () => {
    const api = standIn('lambda', {
      Invoke: async () => {
        throw new AwsError('TooManyRequestsException', 'Rate exceeded');
      },
    });
    expect((await runTask([api], 'lambda:invoke', { FunctionName: 'f' })).error).toBe(
      'Lambda.TooManyRequestsException',
    );
  });
});

describe('events:putEvents', () => {
  const entry = { Source: 'lensgate', DetailType: 'CameraProvisioned', Detail: { cameraName: 'c' } };
  const events = (answer: object, seen: unknown[] = []): CreateService =>
    standIn('eventbridge', { PutEvents: async (input: unknown) => (seen.push(input), answer) });

  it('takes an object as Detail and names the execution and its machine among the resources', async () => {
    const seen: unknown[] = [];
    const { result } = await runTask(
      [events({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] }, seen)],
      'events:putEvents',
      { Entries: [entry] },
    );
    expect(seen).toEqual([
      {
        Entries: [
          {
            ...entry,
            Detail: '{"cameraName":"c"}',
            Resources: [executionArn('m', 'e'), 'arn:aws:states:us-east-1:000000000000:stateMachine:m'],
          },
        ],
      },
    ]);
    expect(result).toEqual({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
  });

  it('fails with EventBridge.FailedEntry when an entry was refused', async () => {
    const api = events({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] });
    expect(await runTask([api], 'events:putEvents', { Entries: [entry] })).toMatchObject({
      error: 'EventBridge.FailedEntry',
      cause: '{"FailedEntryCount":1,"Entries":[{"ErrorCode":"InternalFailure"}]}',
    });
  });
});

describe('sqs:sendMessage', () => {
  it('takes an object as MessageBody', async () => {
    const seen: unknown[] = [];
    const sqs = standIn('sqs', { SendMessage: async (input: unknown) => (seen.push(input), { MessageId: 'm' }) });
    await runTask([sqs], 'sqs:sendMessage', { QueueUrl: 'q', MessageBody: { a: 1 } });
    expect(seen).toEqual([{ QueueUrl: 'q', MessageBody: '{"a":1}' }]);
  });
});
