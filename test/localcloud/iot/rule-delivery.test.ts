// What a rule has accepted is delivered: through throttling, through a role that is missing at first, through a crash.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AwsError } from '../../../localcloud/core/aws-error.ts';
import { RuleEngine } from '../../../localcloud/services/iot/rules/rule-engine.ts';
import { openIotState } from '../../../localcloud/services/iot/state.ts';
import { temporaryDirectory } from '../../support/cloud-context.ts';
import { connected, connect, idOf, makeDevice } from '../../support/mqtt-device.ts';
import {
  activate,
  addDeviceCa,
  addRule,
  deadLetterQueueUrl,
  everything,
  queueUrl,
  ruleRoleArn,
  startIotCloud,
  type IotCloud,
} from './iot-cloud.ts';

const throttled = () => new AwsError('ThrottlingException', 'Rate exceeded', { statusCode: 400 });
const unavailable = () => new AwsError('ServiceUnavailable', 'try later', { statusCode: 503 });
const message = { topic: 'sensors/1', payload: Buffer.from('{"t":21}'), clientId: 'front-door', principal: 'f00d' };

let iot: IotCloud;
beforeEach(async () => {
  iot = await startIotCloud();
});
afterEach(() => iot.stop());

/** Lets time pass until the messages are there. */
async function passTime(count: number): Promise<void> {
  for (let n = 0; n < 50 && iot.sent.length < count; n++) await iot.cloud.context.clock.advance(30_000);
}

async function publish(): Promise<void> {
  const device = await makeDevice('SN-1', await addDeviceCa(iot));
  await connect(iot.cloud.context, device, 'front-door');
  await activate(iot, idOf(device.certificate), everything);
  const client = await connected(iot.cloud.context, device, 'front-door');
  await client.publishAsync('sensors/1', '{"t":21}', { qos: 1 });
}

describe('a rule action', () => {
  it('gets what a client publishes', async () => {
    await addRule(iot, "SELECT t, topic(2) AS sensor, clientid() AS client FROM 'sensors/+'");
    await publish();
    const [sent] = await iot.waitForMessages(1);
    expect(sent).toMatchObject({ queueUrl, body: '{"t":21,"sensor":"1","client":"front-door"}' });
  });

  it('is tried again while the queue is throttled or out of order', async () => {
    await addRule(iot, "SELECT * FROM 'sensors/+'");
    iot.sqsFailures.push(throttled(), unavailable(), throttled());
    await publish();
    await passTime(1);
    expect(iot.sent.map((sent) => sent.queueUrl)).toEqual([queueUrl]);
  });

  it('is not tried again when it is refused: its error action says why', async () => {
    await addRule(iot, "SELECT * FROM 'sensors/+'");
    iot.sqsFailures.push(new AwsError('QueueDoesNotExist', 'The specified queue does not exist.', { statusCode: 400 }));
    await publish();
    const [sent] = await iot.waitForMessages(1);
    expect(sent?.queueUrl).toBe(deadLetterQueueUrl);
    expect(JSON.parse(sent!.body)).toMatchObject({
      topic: 'sensors/1',
      clientId: 'front-door',
      base64OriginalPayload: Buffer.from('{"t":21}').toString('base64'),
      failures: [{ failedResource: queueUrl, errorMessage: 'The specified queue does not exist.' }],
    });
  });

  it('hands over to the error action when an outage outlasts its retries', async () => {
    await addRule(iot, "SELECT * FROM 'sensors/+'");
    iot.sqsFailures.push(...Array.from({ length: 8 }, unavailable));
    await publish();
    await passTime(1);
    expect(iot.sent.map((sent) => sent.queueUrl)).toEqual([deadLetterQueueUrl]);
  });

  it('runs as the role of the action: without trust in IoT nothing is sent', async () => {
    await addRule(iot, "SELECT * FROM 'sensors/+'");
    const role = iot.cloud.context.iam.role(ruleRoleArn)!;
    await iot.cloud.context.iam.putRole({
      ...role,
      trust: {
        Statement: { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      },
    });
    await publish();
    await passTime(1);
    expect(iot.sent).toEqual([]);
  });

  it('sends base64 when asked', async () => {
    await addRule(iot, "SELECT * FROM 'nothing'");
    await iot.call('ReplaceTopicRule', {
      ruleName: 'CameraRegistered',
      topicRulePayload: {
        sql: "SELECT * FROM 'sensors/+'",
        actions: [{ sqs: { roleArn: ruleRoleArn, queueUrl, useBase64: true } }],
      },
    });
    await publish();
    const [sent] = await iot.waitForMessages(1);
    expect(sent?.body).toBe(Buffer.from('{"t":21}').toString('base64'));
  });

  it('rests while its rule is disabled', async () => {
    await addRule(iot, "SELECT * FROM 'sensors/+'");
    await iot.call('DisableTopicRule', { ruleName: 'CameraRegistered' });
    await publish();
    await iot.call('EnableTopicRule', { ruleName: 'CameraRegistered' });
    await passTime(1);
    expect(iot.sent).toEqual([]);
  });
});

describe('a crash', () => {
  it('between acceptance and delivery loses nothing', async () => {
    const directory = await temporaryDirectory();
    const before = await startIotCloud({ dataDir: directory.path });
    await addRule(before, "SELECT * FROM 'sensors/+'");
    // An engine that accepts and is never started: a process that was killed right after the write.
    await new RuleEngine(before.cloud.context, openIotState(before.cloud.context)).accept(message);
    expect(before.sent).toEqual([]);
    await before.stop();

    const after = await startIotCloud({ dataDir: directory.path });
    expect((await after.waitForMessages(1)).map(({ body }) => body)).toEqual(['{"t":21}']);
    await after.stop();

    const later = await startIotCloud({ dataDir: directory.path });
    await later.cloud.context.clock.advance(60_000);
    expect(later.sent).toEqual([]);
    await later.stop();
    await directory.remove();
  });

  it('leaves the registry as it was', async () => {
    const directory = await temporaryDirectory();
    const before = await startIotCloud({ dataDir: directory.path });
    const device = await makeDevice('SN-1', await addDeviceCa(before));
    await connect(before.cloud.context, device, 'SN-1');
    await activate(before, idOf(device.certificate), everything);
    await before.stop();

    const after = await startIotCloud({ dataDir: directory.path });
    const client = await connected(after.cloud.context, device, 'SN-1');
    expect(client.connected).toBe(true);
    await after.stop();
    await directory.remove();
  });
});
