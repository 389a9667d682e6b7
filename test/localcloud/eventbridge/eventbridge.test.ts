import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { AwsError } from '../../../localcloud/core/aws-error.ts';
import { ManualClock } from '../../../localcloud/core/clock.ts';
import { servicePrincipal } from '../../../localcloud/core/principal.ts';
import { eventbridge } from '../../../localcloud/services/eventbridge/eventbridge.ts';
import { sqs } from '../../../localcloud/services/sqs/sqs.ts';
import { startTestCloud, temporaryDirectory, type TestCloud } from '../../support/cloud-context.ts';
import { templateResource } from '../../support/template-resource.ts';

const arnOf = (name: string): string => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const urlOf = (name: string): string => `http://127.0.0.1:4566/000000000000/${name}`;

describe('EventBridge', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let clock: ManualClock;
  let cloud: TestCloud;
  beforeEach(async () => {
    directory = await temporaryDirectory();
    clock = new ManualClock();
    await start();
  });
  afterEach(async () => {
    await cloud.stop();
    await directory.remove();
  });

  async function start(): Promise<void> {
    cloud = await startTestCloud({ clock, dataDir: directory.path });
    cloud.context.addresses.awsEndpointUrl = 'http://127.0.0.1:4566';
    await cloud.add(sqs, eventbridge);
  }
  const operatorCall = (service: 'eventbridge' | 'sqs', operation: string, input: object): Promise<unknown> =>
    cloud.context.aws.dispatch(service, operation, input, {
      principal: cloud.context.iam.operatorPrincipal,
      requestId: 'test',
      sourceIp: '127.0.0.1',
    });
  const put = (...Entries: PutEventsRequestEntry[]) =>
    cloud.context.aws.call(cloud.context.iam.operatorPrincipal, 'eventbridge', 'PutEvents', { Entries });
  const provisioned = (detail: object = { cameraName: 'front-door' }): PutEventsRequestEntry => ({
    Source: 'lensgate',
    DetailType: 'CameraProvisioned',
    Detail: JSON.stringify(detail),
  });

  async function queue(name: string, allowRule?: string): Promise<void> {
    const Policy = JSON.stringify({
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: arnOf(name),
        Condition: { ArnEquals: { 'aws:SourceArn': allowRule ?? 'arn:aws:events:us-east-1:000000000000:rule/all' } },
      },
    });
    await operatorCall('sqs', 'CreateQueue', { QueueName: name, Attributes: { Policy } });
  }
  async function rule(pattern: object, target: object): Promise<void> {
    await operatorCall('eventbridge', 'PutRule', { Name: 'all', EventPattern: JSON.stringify(pattern) });
    await operatorCall('eventbridge', 'PutTargets', { Rule: 'all', Targets: [{ Id: 'one', ...target }] });
  }
  async function received(name: string): Promise<string[]> {
    await clock.advance(0);
    const { Messages = [] } = await cloud.context.aws.call(
      cloud.context.iam.operatorPrincipal,
      'sqs',
      'ReceiveMessage',
      {
        QueueUrl: urlOf(name),
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 0,
      },
    );
    return Messages.map(({ Body }) => Body!);
  }
  async function one(name: string): Promise<string> {
    for (;;) {
      const [body] = await received(name);
      if (body !== undefined) return body;
    }
  }

  it('delivers a matching event to a queue, in the envelope that AWS documents', async () => {
    await queue('events');
    await rule({ source: ['lensgate'] }, { Arn: arnOf('events') });
    const { Entries } = await put(provisioned());
    expect(JSON.parse(await one('events'))).toEqual({
      version: '0',
      id: Entries![0]!.EventId,
      'detail-type': 'CameraProvisioned',
      source: 'lensgate',
      account: '000000000000',
      time: '2026-01-01T00:00:00Z',
      region: 'us-east-1',
      resources: [],
      detail: { cameraName: 'front-door' },
    });
  });

  it('delivers a part of the event, or a constant, when the target says so', async () => {
    await queue('events');
    await rule({ source: ['lensgate'] }, { Arn: arnOf('events'), InputPath: '$.detail.cameraName' });
    await put(provisioned());
    expect(await one('events')).toBe('"front-door"');
    await rule({ source: ['lensgate'] }, { Arn: arnOf('events'), Input: '{"a":1}' });
    await put(provisioned());
    expect(await one('events')).toBe('{"a":1}');
  });

  it('tells what it refuses, entry by entry', async () => {
    const answer = await put(
      provisioned(),
      { ...provisioned(), Detail: '[' },
      { ...provisioned(), Source: 'aws.iot' },
      { ...provisioned(), DetailType: undefined },
    );
    expect(answer).toMatchObject({
      FailedEntryCount: 3,
      Entries: [
        { EventId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
        { ErrorCode: 'MalformedDetail' },
        { ErrorCode: 'NotAuthorizedForSourceException' },
        { ErrorCode: 'InvalidArgument' },
      ],
    });
  });

  it.each([
    ['no entries', 0, 1],
    ['eleven entries', 11, 1],
    ['a megabyte', 2, 524_288],
  ])('refuses a request with %s', async (_what, count, bytes) => {
    const entries = Array.from({ length: count }, () => provisioned({ text: 'x'.repeat(bytes) }));
    await expect(put(...entries)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('keeps what it accepted over a restart', async () => {
    await queue('events');
    await rule({ source: ['lensgate'] }, { Arn: arnOf('events') });
    let down = true;
    cloud.context.aws.intercept(async ({ operation }, proceed) => {
      if (down && operation === 'SendMessage') throw new AwsError('InternalFailure', 'down', { statusCode: 500 });
      return proceed();
    });
    await put(provisioned());
    expect(await received('events')).toEqual([]);
    await cloud.stop();
    down = false;
    await start();
    await clock.advance(60_000);
    expect(JSON.parse(await one('events'))).toMatchObject({ detail: { cameraName: 'front-door' } });
    await clock.advance(24 * 3600_000);
    expect(cloud.context.store.collection('eventbridge-deliveries').size).toBe(0);
  });

  it('gives what a target may not get to its dead-letter queue', async () => {
    await queue('events', 'arn:aws:events:us-east-1:000000000000:rule/another');
    await queue('dead');
    await rule({ source: ['lensgate'] }, { Arn: arnOf('events'), DeadLetterConfig: { Arn: arnOf('dead') } });
    await put(provisioned());
    expect(JSON.parse(await one('dead'))).toMatchObject({ source: 'lensgate' });
    expect(await received('events')).toEqual([]);
  });

  it('publishes what AWS itself says, on the default bus', async () => {
    await queue('events');
    await rule({ source: ['aws.states'], detail: { status: ['FAILED'] } }, { Arn: arnOf('events') });
    const resources = ['arn:aws:states:us-east-1:000000000000:execution:a:b'];
    const states = servicePrincipal('states.amazonaws.com', cloud.context.accountId, resources[0]!);
    const DetailType = 'Step Functions Execution Status Change';
    for (const status of ['SUCCEEDED', 'FAILED']) {
      const event = { Source: 'aws.states', DetailType, Detail: JSON.stringify({ status }), Resources: resources };
      await cloud.context.aws.call(states, 'eventbridge', 'PutEvents', { Entries: [event] });
    }
    expect(JSON.parse(await one('events'))).toMatchObject({
      source: 'aws.states',
      resources,
      detail: { status: 'FAILED' },
    });
    expect(await received('events')).toEqual([]);
  });

  it('makes buses and rules of a template, with log groups as targets, and forgets those that a template lost', async () => {
    const create = (type: string, logicalId: string, properties: Record<string, unknown>) =>
      eventbridge(cloud.context).resources![type]!(templateResource(type, logicalId, properties));
    const busArn = 'arn:aws:events:us-east-1:000000000000:event-bus/cameras';
    expect(await create('AWS::Events::EventBus', 'EventBus', { Name: 'cameras' })).toMatchObject({
      ref: 'cameras',
      attributes: { Arn: busArn },
    });
    const created = await create('AWS::Events::Rule', 'All', {
      Name: 'all',
      EventBusName: 'cameras',
      EventPattern: { source: ['lensgate'] },
      Targets: [{ Id: 'log', Arn: 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/events/cameras' }],
    });
    expect(created).toEqual({
      ref: 'cameras|all',
      attributes: { Arn: 'arn:aws:events:us-east-1:000000000000:rule/cameras/all' },
    });
    await put({ ...provisioned(), EventBusName: busArn });
    const file = join(directory.path, 'logs', 'aws-events-cameras.log');
    let log = '';
    while (!log.endsWith('\n')) {
      await clock.advance(0);
      log = await readFile(file, 'utf8').catch(() => '');
    }
    expect(JSON.parse(log)).toMatchObject({ detail: { cameraName: 'front-door' } });

    await cloud.stop();
    await start();
    expect(await operatorCall('eventbridge', 'ListEventBuses', {})).toMatchObject({
      EventBuses: [{ Name: 'default' }],
    });
    expect(await operatorCall('eventbridge', 'ListRules', { EventBusName: 'cameras' })).toEqual({ Rules: [] });
  });

  it('refuses targets and members of targets that it does not imitate, by name', async () => {
    await expect(rule({ source: ['a'] }, { Arn: 'arn:aws:kinesis:us-east-1:000000000000:stream/a' })).rejects.toThrow(
      /kinesis.*not imitated/,
    );
    await expect(rule({ source: ['a'] }, { Arn: arnOf('a'), InputTransformer: {} })).rejects.toThrow(
      'InputTransformer is not imitated',
    );
  });
});
