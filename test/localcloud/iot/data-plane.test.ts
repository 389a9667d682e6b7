// AWS IoT's data plane by HTTP, with the AWS SDK as its client: publish, and end a connection; judged by real MQTT clients.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  DeleteConnectionCommand,
  IoTDataPlaneClient,
  PublishCommand,
  type PublishCommandInput,
} from '@aws-sdk/client-iot-data-plane';
import { readFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { join } from 'node:path';
import type { MqttClient } from 'mqtt';
import type { CameraIdentity } from '../../../camera/factory.ts';
import { AwsError } from '../../../localcloud/core/aws-error.ts';
import { ManualClock } from '../../../localcloud/core/clock.ts';
import { frontDoor } from '../../../localcloud/front-door/front-door.ts';
import type { PolicyStatement } from '../../../localcloud/access/policy.ts';
import { closed, connect, connected, idOf, makeDevice } from '../../support/mqtt-device.ts';
import { activate, addDeviceCa, addRule, everything, startIotCloud, type IotCloud } from './iot-cloud.ts';

const arn = (resource: string) => `arn:aws:iot:us-east-1:000000000000:${resource}`;

let iot: IotCloud;
let device: CameraIdentity;
beforeEach(async () => {
  // Requests are signed with the machine's time.
  iot = await startIotCloud({ clock: new ManualClock(Date.now()) });
  await iot.cloud.add(frontDoor);
  device = await makeDevice('SN-1', await addDeviceCa(iot));
  await connect(iot.cloud.context, device, 'SN-1');
  await activate(iot, idOf(device.certificate), everything);
});
afterEach(() => iot.stop());

interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}
const client = (credentials: Credentials = iot.cloud.context.iam.operator) =>
  new IoTDataPlaneClient({
    endpoint: iot.cloud.context.addresses.awsEndpointUrl,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  });

/** A session of a role with these statements. */
async function roleMay(...statements: PolicyStatement[]): Promise<IoTDataPlaneClient> {
  const { iam } = iot.cloud.context;
  const roleArn = 'arn:aws:iam::000000000000:role/EndConnection';
  const trust = { Statement: { Effect: 'Allow' as const, Action: 'sts:AssumeRole', Principal: { AWS: '*' } } };
  await iam.putRole({
    name: 'EndConnection',
    arn: roleArn,
    trust,
    policies: [{ Statement: statements }],
    maxSessionSeconds: 3600,
  });
  const by = iam.operatorPrincipal;
  const { credentials } = iam.assumeRole({ roleArn, by, sessionName: 's', durationSeconds: 900 });
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  return client({ accessKeyId, secretAccessKey, sessionToken });
}

const message = (receiver: MqttClient): Promise<[string, string, number]> =>
  new Promise((resolve) =>
    receiver.once('message', (topic, payload, { qos }) => resolve([topic, payload.toString(), qos])),
  );
const publish = (input: Partial<PublishCommandInput>, by = client()) =>
  by.send(new PublishCommand({ topic: 'lensgate/SN-1/command', payload: Buffer.from('{"t":21}'), ...input }));
const end = (clientId: string, options: object = {}, by = client()) =>
  by.send(new DeleteConnectionCommand({ clientId, ...options }));

describe('Publish', () => {
  it.each([0, 1])('reaches who subscribed, at QoS %p', async (qos) => {
    const receiver = await connected(iot.cloud.context, device, 'SN-1');
    await receiver.subscribeAsync('lensgate/+/command', { qos: 1 });
    const received = message(receiver);
    const { $metadata } = await publish({ qos });
    expect($metadata.httpStatusCode).toBe(200);
    expect(await received).toEqual(['lensgate/SN-1/command', '{"t":21}', qos]);
  });

  it('reaches nobody whose policy forbids to receive it', async () => {
    const deaf = await makeDevice('SN-2', await addDeviceCa(iot, 'Another CA'));
    await connect(iot.cloud.context, deaf, 'SN-2');
    await activate(iot, idOf(deaf.certificate), [
      { Effect: 'Allow', Action: ['iot:Connect', 'iot:Subscribe'], Resource: '*' },
      { Effect: 'Allow', Action: 'iot:Receive', Resource: arn('topic/open') },
    ]);
    const receiver = await connected(iot.cloud.context, deaf, 'SN-2');
    await receiver.subscribeAsync('#');
    const received = message(receiver);
    await publish({ topic: 'secret' });
    await publish({ topic: 'open' });
    expect((await received)[0]).toBe('open');
  });

  it('is a message to the rules, of no MQTT client', async () => {
    await addRule(iot, "SELECT t, topic() AS topic, clientid() AS client FROM 'lensgate/#'");
    await publish({});
    const [sent] = await iot.waitForMessages(1);
    expect(JSON.parse(sent!.body)).toEqual({ t: 21, topic: 'lensgate/SN-1/command', client: 'n/a' });
  });

  it('with retain is kept for who subscribes later', async () => {
    await publish({ retain: true });
    const receiver = await connected(iot.cloud.context, device, 'SN-1');
    const received = message(receiver);
    await receiver.subscribeAsync('lensgate/SN-1/command');
    expect((await received)[1]).toBe('{"t":21}');
  });

  it.each<[string, string, number, Partial<PublishCommandInput>]>([
    ['QoS 2', 'InvalidRequestException', 400, { qos: 2 }],
    ['a wildcard', 'InvalidRequestException', 400, { topic: 'lensgate/+/command' }],
    ['a topic of nine levels', 'InvalidRequestException', 400, { topic: 'a/b/c/d/e/f/g/h/i' }],
    ['a topic of 257 bytes', 'InvalidRequestException', 400, { topic: 'é'.repeat(128) + 'e' }],
    ['a reserved topic', 'ForbiddenException', 403, { topic: '$aws/events/presence/connected/SN-1' }],
    ['128 KB and a byte', 'RequestEntityTooLargeException', 413, { payload: Buffer.alloc(131_073) }],
    ['a property of MQTT 5', 'NotImplementedException', 501, { contentType: 'application/json' }],
  ])('refuses %s: %s', async (_, name, httpStatusCode, input) => {
    await expect(publish(input)).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
  });

  it('needs iot:Publish on the topic, and iot:RetainPublish to retain', async () => {
    const own = await roleMay({ Effect: 'Allow', Action: 'iot:Publish', Resource: arn('topic/lensgate/SN-1/*') });
    await publish({}, own);
    const denied = { name: 'ForbiddenException', $metadata: { httpStatusCode: 403 } };
    await expect(publish({ topic: 'lensgate/SN-2/command' }, own)).rejects.toMatchObject(denied);
    await expect(publish({ retain: true }, own)).rejects.toMatchObject(denied);
  });
});

describe('DeleteConnection', () => {
  it('ends the connection, and presence says why', async () => {
    await addRule(iot, "SELECT * FROM '$aws/events/presence/disconnected/+'");
    const camera = await connected(iot.cloud.context, device, 'SN-1');
    const gone = closed(camera);
    await end('SN-1');
    await gone;
    const [sent] = await iot.waitForMessages(1);
    expect(JSON.parse(sent!.body)).toMatchObject({
      clientId: 'SN-1',
      eventType: 'disconnected',
      clientInitiatedDisconnect: false,
      disconnectReason: 'API_INITIATED_DISCONNECT',
    });
  });

  it('lets the client connect again', async () => {
    await connected(iot.cloud.context, device, 'SN-1');
    await end('SN-1');
    expect((await connected(iot.cloud.context, device, 'SN-1')).connected).toBe(true);
  });

  it('is a 404 for a client id that is not connected', async () => {
    const missing = { name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 404 } };
    await expect(end('SN-1')).rejects.toMatchObject(missing);
    await connected(iot.cloud.context, device, 'SN-1');
    await end('SN-1');
    await expect(end('SN-1')).rejects.toMatchObject(missing);
  });

  it.each(['$GEN/1', 'x'.repeat(129)])('refuses the client id %s', async (clientId) => {
    await expect(end(clientId)).rejects.toMatchObject({
      name: 'InvalidRequestException',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('needs iot:DeleteConnection on the client', async () => {
    const own = await roleMay({ Effect: 'Allow', Action: 'iot:DeleteConnection', Resource: arn('client/SN-1') });
    const camera = await connected(iot.cloud.context, device, 'SN-1');
    const other = await connected(iot.cloud.context, device, 'SN-2');
    const gone = closed(camera);
    await end('SN-1', {}, own);
    await gone;
    await expect(end('SN-2', {}, own)).rejects.toMatchObject({
      name: 'ForbiddenException',
      $metadata: { httpStatusCode: 403 },
    });
    expect(other.connected).toBe(true);
  });

  it('tells of throttling with 429', async () => {
    iot.cloud.context.aws.intercept(async () => {
      throw new AwsError('ThrottlingException', 'Rate exceeded');
    });
    await expect(end('SN-1')).rejects.toMatchObject({
      name: 'ThrottlingException',
      $metadata: { httpStatusCode: 429 },
    });
  });

  it.each([true, false])('with preventWillMessage %p', async (preventWillMessage) => {
    const listener = await connected(iot.cloud.context, device, 'listener');
    await listener.subscribeAsync(['wills', 'after']);
    const will = { topic: 'wills', payload: Buffer.from('gone'), qos: 0 as const, retain: false };
    const camera = await connected(iot.cloud.context, device, 'SN-1', { will });
    const received = message(listener);
    const gone = closed(camera);
    await end('SN-1', { preventWillMessage });
    await gone;
    await publish({ topic: 'after' });
    expect((await received)[0]).toBe(preventWillMessage ? 'after' : 'wills');
  });

  it.each([
    [true, false],
    [false, true],
  ])('with cleanSession %p, a persistent session is there afterwards: %p', async (cleanSession, present) => {
    const persistent = { clean: false };
    const camera = await connected(iot.cloud.context, device, 'SN-1', persistent);
    await camera.subscribeAsync('lensgate/SN-1/command', { qos: 1 });
    await end('SN-1', { cleanSession });
    await publish({ qos: 1 });
    const again = await connected(iot.cloud.context, device, 'SN-1', persistent);
    const received = message(again);
    // A session that is gone gets nothing of what came in between: subscribing anew, it hears the next message only.
    if (!present) {
      await again.subscribeAsync('lensgate/SN-1/command', { qos: 1 });
      await publish({ payload: Buffer.from('next'), qos: 1 });
    }
    expect((await received)[1]).toBe(present ? '{"t":21}' : 'next');
  });
});

describe('the data endpoint', () => {
  it('that DescribeEndpoint names answers signed HTTPS requests, beside MQTT', async () => {
    const { endpointAddress } = await iot.call('DescribeEndpoint', { endpointType: 'iot:Data-ATS' });
    const ca = await readFile(join(iot.cloud.context.dataDir, 'certificates', 'server-ca-certificate.pem'));
    const data = new IoTDataPlaneClient({
      endpoint: `https://${endpointAddress}`,
      region: 'us-east-1',
      credentials: iot.cloud.context.iam.operator,
      requestHandler: { httpsAgent: new Agent({ ca }) },
      maxAttempts: 1,
    });
    const receiver = await connected(iot.cloud.context, device, 'SN-1');
    await receiver.subscribeAsync('#');
    const received = message(receiver);
    await publish({ topic: 'by/endpoint' }, data);
    expect((await received)[0]).toBe('by/endpoint');
    data.destroy();
  });
});
