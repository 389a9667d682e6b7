// What connected devices may do, and how connections end. Policies in the words of AWS's examples, judged by real clients.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { MqttClient } from 'mqtt';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CameraIdentity, DeviceCa } from '../../../camera/factory.ts';
import type { PolicyStatement } from '../../../localcloud/access/policy.ts';
import { closed, connect, connected, idOf, makeDevice } from '../../support/mqtt-device.ts';
import { activate, addDeviceCa, addRule, everything, startIotCloud, type IotCloud } from './iot-cloud.ts';

const arn = (resource: string) => `arn:aws:iot:us-east-1:000000000000:${resource}`;
const thing = '${iot:Connection.Thing.ThingName}';
const cameraPolicy: PolicyStatement[] = [
  {
    Effect: 'Allow',
    Action: 'iot:Connect',
    Resource: arn(`client/${thing}`),
    Condition: { Bool: { 'iot:Connection.Thing.IsAttached': 'true' } },
  },
  { Effect: 'Allow', Action: ['iot:Publish', 'iot:Receive'], Resource: arn(`topic/lensgate/${thing}/*`) },
  { Effect: 'Allow', Action: 'iot:Subscribe', Resource: arn(`topicfilter/lensgate/${thing}/*`) },
];

let iot: IotCloud;
let ca: DeviceCa;
beforeEach(async () => {
  iot = await startIotCloud();
  ca = await addDeviceCa(iot);
});
afterEach(() => iot.stop());

/** A registered, ACTIVE device with these statements; attached to the thing `thingName`, if there is one. */
async function device(
  serialNumber: string,
  statements: PolicyStatement[],
  thingName?: string,
): Promise<CameraIdentity> {
  const identity = await makeDevice(serialNumber, ca);
  await connect(iot.cloud.context, identity, serialNumber);
  const certificateId = idOf(identity.certificate);
  if (thingName) {
    await iot.call('CreateThing', { thingName });
    await iot.call('AttachThingPrincipal', { thingName, principal: arn(`cert/${certificateId}`) });
  }
  await activate(iot, certificateId, statements);
  return identity;
}

function nextMessage(client: MqttClient): Promise<{ topic: string; payload: string }> {
  return new Promise((resolve) =>
    client.once('message', (topic, payload) => resolve({ topic, payload: payload.toString() })),
  );
}

async function presence(count: number): Promise<Record<string, unknown>[]> {
  return (await iot.waitForMessages(count)).map(({ body }) => JSON.parse(body) as Record<string, unknown>);
}

describe('policies at the broker', () => {
  it.each([
    ['front-door', 'as its own thing', true],
    ['back-door', 'as a thing that it is not attached to', false],
    ['nothing', 'as no thing', false],
  ])('a camera that connects as %s, %s, is admitted: %s', async (clientId, _, admitted) => {
    const front = await device('SN-1', cameraPolicy, 'front-door');
    await iot.call('CreateThing', { thingName: 'back-door' });
    const outcome = await connect(iot.cloud.context, front, clientId);
    expect(outcome !== 'closed').toBe(admitted);
  });

  it('a camera attached exclusively to its thing may choose its client id', async () => {
    const [connectOnly, ...rest] = cameraPolicy;
    const front = await device('SN-1', [{ ...connectOnly!, Resource: arn('client/*') }, ...rest], 'front-door');
    expect(await connect(iot.cloud.context, front, 'any')).toBe('closed');
    await iot.call('AttachThingPrincipal', {
      thingName: 'front-door',
      principal: arn(`cert/${idOf(front.certificate)}`),
      thingPrincipalType: 'EXCLUSIVE_THING',
    });
    await connected(iot.cloud.context, front, 'any');
  });

  it('hands a camera the messages below its own topic', async () => {
    const front = await connected(iot.cloud.context, await device('SN-1', cameraPolicy, 'front-door'), 'front-door');
    await front.subscribeAsync('lensgate/front-door/#', { qos: 1 });
    const received = nextMessage(front);
    await front.publishAsync('lensgate/front-door/state', 'live', { qos: 1 });
    expect(await received).toEqual({ topic: 'lensgate/front-door/state', payload: 'live' });
  });

  it.each<[string, (client: MqttClient) => void]>([
    ["a publish to another camera's topic", (client) => client.publish('lensgate/back-door/state', 'x', { qos: 1 })],
    ['a QoS 0 publish to a topic that no policy names', (client) => client.publish('elsewhere', 'x')],
    ["a subscription to another camera's topic", (client) => client.subscribe('lensgate/back-door/state')],
    ['a wildcard that reaches beyond the own topic', (client) => client.subscribe('lensgate/+/state')],
    ['a subscription to everything', (client) => client.subscribe('#')],
    [
      'a retained message without iot:RetainPublish',
      (client) => client.publish('lensgate/front-door/s', 'x', { retain: true }),
    ],
    ['QoS 2', (client) => client.publish('lensgate/front-door/state', 'x', { qos: 2 })],
    ['a subscription with QoS 2', (client) => client.subscribe('lensgate/front-door/state', { qos: 2 })],
  ])('ends the connection on %s', async (_, misbehave) => {
    const front = await connected(iot.cloud.context, await device('SN-1', cameraPolicy, 'front-door'), 'front-door');
    misbehave(front);
    await closed(front);
  });

  it.each(['$aws/events/certificates/registered/x', '$aws/things/front-door/shadow/update', '$SYS/x'])(
    'lets no client publish to the reserved topic %s, whatever its policy',
    async (topic) => {
      const client = await connected(iot.cloud.context, await device('SN-1', everything), 'any');
      client.publish(topic, '{}');
      await closed(client);
    },
  );

  it('does not deliver what a policy lets a client subscribe to but not receive', async () => {
    const deaf = await device('SN-1', [
      { Effect: 'Allow', Action: ['iot:Connect', 'iot:Subscribe', 'iot:Publish'], Resource: '*' },
      { Effect: 'Allow', Action: 'iot:Receive', Resource: arn('topic/open') },
    ]);
    const client = await connected(iot.cloud.context, deaf, 'deaf');
    await client.subscribeAsync(['secret', 'open'].map((topic) => topic));
    const received = nextMessage(client);
    await client.publishAsync('secret', '1', { qos: 1 });
    await client.publishAsync('open', '2', { qos: 1 });
    expect(await received).toEqual({ topic: 'open', payload: '2' });
  });

  it('takes + and # in a policy for what they are', async () => {
    const literal = await device('SN-1', [
      { Effect: 'Allow', Action: 'iot:Connect', Resource: '*' },
      { Effect: 'Allow', Action: 'iot:Subscribe', Resource: arn('topicfilter/a/+/c') },
    ]);
    const client = await connected(iot.cloud.context, literal, 'literal');
    await client.subscribeAsync('a/+/c');
    client.subscribe('a/b/c');
    await closed(client);
  });

  it('knows the subject of the certificate', async () => {
    const named = await device('SN-1', [
      { Effect: 'Allow', Action: 'iot:Connect', Resource: arn('client/${iot:Certificate.Subject.SerialNumber}') },
    ]);
    expect(await connect(iot.cloud.context, named, 'SN-2')).toBe('closed');
    await connected(iot.cloud.context, named, 'SN-1');
  });

  it('an explicit deny wins', async () => {
    const denied = await device('SN-1', [
      ...everything,
      { Effect: 'Deny', Action: 'iot:Connect', Resource: arn('client/SN-*') },
    ]);
    expect(await connect(iot.cloud.context, denied, 'SN-1')).toBe('closed');
    await connected(iot.cloud.context, denied, 'other');
  });
});

// "Within a few minutes of updating a certificate from the ACTIVE state to any other state, IoT disconnects all devices that
// used that certificate": here within 20 seconds. [API: UpdateCertificate]
describe('a certificate that does not stay ACTIVE', () => {
  let client: MqttClient;
  let certificateId: string;
  const becomes = (newStatus: 'ACTIVE' | 'INACTIVE' | 'REVOKED') =>
    iot.call('UpdateCertificate', { certificateId, newStatus });
  const passes = (ms: number) => iot.cloud.context.clock.advance(ms);
  beforeEach(async () => {
    const identity = await device('SN-1', everything);
    certificateId = idOf(identity.certificate);
    client = await connected(iot.cloud.context, identity, 'SN-1');
  });

  it.each(['INACTIVE', 'REVOKED'] as const)('loses its connection 20 seconds after it became %s', async (newStatus) => {
    await becomes(newStatus);
    await passes(19_999);
    await client.publishAsync('still', 'here', { qos: 1 });
    const gone = closed(client);
    await passes(1);
    await gone;
  });

  it('loses it when it is deleted in the meantime, too', async () => {
    await becomes('INACTIVE');
    await iot.call('DeleteCertificate', { certificateId, forceDelete: true });
    const gone = closed(client);
    await passes(20_000);
    await gone;
  });

  it('keeps it when it is ACTIVE again before', async () => {
    await becomes('INACTIVE');
    await becomes('ACTIVE');
    await passes(20_000);
    await client.publishAsync('still', 'here', { qos: 1 });
  });

  it("leaves other certificates' connections alone", async () => {
    const other = await connected(iot.cloud.context, await device('SN-2', everything), 'SN-2');
    await becomes('INACTIVE');
    const gone = closed(client);
    await passes(20_000);
    await gone;
    await other.publishAsync('still', 'here', { qos: 1 });
  });
});

describe('presence', () => {
  beforeEach(() => addRule(iot, "SELECT *, topic() AS topic FROM '$aws/events/presence/+/+'"));

  it('announces a connection and its end with one session and version', async () => {
    const identity = await device('SN-1', everything);
    const first = await connected(iot.cloud.context, identity, 'SN-1');
    await presence(1);
    await first.endAsync();
    const [up, down] = await presence(2);
    const timestamp = iot.cloud.context.clock.now();
    expect(up).toEqual({
      clientId: 'SN-1',
      timestamp,
      eventType: 'connected',
      sessionIdentifier: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
      principalIdentifier: idOf(identity.certificate),
      ipAddress: '127.0.0.1',
      versionNumber: 0,
      topic: '$aws/events/presence/connected/SN-1',
    });
    expect(down).toEqual({
      clientId: 'SN-1',
      timestamp,
      eventType: 'disconnected',
      clientInitiatedDisconnect: true,
      sessionIdentifier: up?.['sessionIdentifier'],
      principalIdentifier: idOf(identity.certificate),
      disconnectReason: 'CLIENT_INITIATED_DISCONNECT',
      versionNumber: 0,
      topic: '$aws/events/presence/disconnected/SN-1',
    });
  });

  it('tells of a connection that a policy refuses', async () => {
    const identity = await device('SN-1', [{ Effect: 'Allow', Action: 'iot:Connect', Resource: arn('client/SN-1') }]);
    expect(await connect(iot.cloud.context, identity, 'front-door')).toBe('closed');
    const [refused] = await presence(1);
    expect(refused).toEqual({
      clientId: 'front-door',
      timestamp: iot.cloud.context.clock.now(),
      eventType: 'connect_failed',
      connectFailureReason: 'AUTHORIZATION_FAILED',
      sessionIdentifier: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
      principalIdentifier: idOf(identity.certificate),
      ipAddress: '127.0.0.1',
      topic: '$aws/events/presence/connect_failed/front-door',
    });
  });

  it('gives a client id to its newest connection', async () => {
    const identity = await device('SN-1', everything);
    const older = await connected(iot.cloud.context, identity, 'SN-1');
    const gone = closed(older);
    const newer = await connected(iot.cloud.context, identity, 'SN-1');
    await gone;
    expect(newer.connected).toBe(true);
    const events = await presence(3);
    expect(
      events.map(({ eventType, versionNumber, disconnectReason }) => [eventType, versionNumber, disconnectReason]),
    ).toEqual([
      ['connected', 0, undefined],
      ['disconnected', 0, 'DUPLICATE_CLIENTID'],
      ['connected', 1, undefined],
    ]);
  });

  it('keeps one connection of many that come at once with the same client id', async () => {
    const identity = await device('SN-1', everything);
    const outcomes: (MqttClient | 'closed')[] = [];
    await new Promise<void>((resolve) => {
      let left = 0;
      const check = (): void => void (left === 9 && outcomes.length === 10 && resolve());
      const leave = (): void => {
        left++;
        check();
      };
      for (let n = 0; n < 10; n++) {
        void connect(iot.cloud.context, identity, 'SN-1').then((outcome) => {
          outcomes.push(outcome);
          if (outcome === 'closed') leave();
          else void closed(outcome).then(leave);
          check();
        });
      }
    });
    const [last] = outcomes.filter((outcome) => outcome !== 'closed' && outcome.connected);
    await (last as MqttClient).publishAsync('still', 'here', { qos: 1 });
  });

  it.each<[string, string, (client: MqttClient, id: string) => Promise<unknown> | void]>([
    ['a forbidden publish', 'AUTH_ERROR', (client) => void client.publish('$aws/x', '')],
    ['a vanished client', 'CONNECTION_LOST', (client) => void client.stream.destroy()],
    ['silence', 'MQTT_KEEP_ALIVE_TIMEOUT', () => iot.cloud.context.clock.advance(90_000)],
    [
      'a revoked certificate',
      'AUTH_ERROR',
      async (_, certificateId) => {
        await iot.call('UpdateCertificate', { certificateId, newStatus: 'REVOKED' });
        await iot.cloud.context.clock.advance(20_000);
      },
    ],
  ])('says of %s: %s', async (_, disconnectReason, end) => {
    const identity = await device('SN-1', everything);
    const client = await connected(iot.cloud.context, identity, 'SN-1', { keepalive: 60 });
    await presence(1);
    const gone = closed(client);
    await end(client, idOf(identity.certificate));
    await gone;
    const [, down] = await presence(2);
    expect(down).toMatchObject({ eventType: 'disconnected', disconnectReason, clientInitiatedDisconnect: false });
  });

  it('a client that speaks within one and a half times its keep-alive stays', async () => {
    const identity = await device('SN-1', everything);
    const client = await connected(iot.cloud.context, identity, 'SN-1', { keepalive: 60 });
    for (let n = 0; n < 3; n++) {
      await iot.cloud.context.clock.advance(89_000);
      await client.publishAsync('hello', String(n), { qos: 1 });
    }
    expect(client.connected).toBe(true);
  });
});

describe('the TLS listener', () => {
  it('closes a connection without a client certificate', async () => {
    const { port } = new URL(iot.cloud.context.addresses.mqttUrl);
    const ca = await readFile(join(iot.cloud.context.dataDir, 'certificates', 'server-ca-certificate.pem'));
    const socket = connectTls({ host: '127.0.0.1', port: Number(port), ca });
    await new Promise<void>((resolve) => socket.on('error', () => undefined).once('close', () => resolve()));
  });

  it('shows a certificate for localhost and 127.0.0.1 that its CA has signed', async () => {
    const identity = await device('SN-1', everything);
    const { port } = new URL(iot.cloud.context.addresses.mqttUrl);
    for (const hostname of ['localhost', '127.0.0.1']) {
      await connected(iot.cloud.context, identity, 'SN-1', { hostname, port: Number(port) });
    }
  });

  it('refuses TLS 1.1 and plain text', async () => {
    const { port } = new URL(iot.cloud.context.addresses.mqttUrl);
    const old = connectTls({ host: '127.0.0.1', port: Number(port), maxVersion: 'TLSv1.1', minVersion: 'TLSv1' });
    expect(await new Promise((resolve) => old.once('error', () => resolve('refused')))).toBe('refused');
    const plain = connectTcp(Number(port), '127.0.0.1', () => plain.write('hello'));
    await new Promise<void>((resolve) => plain.on('error', () => undefined).once('close', () => resolve()));
  });

  it('keeps its private keys to itself', async () => {
    for (const name of ['server-private-key.pem', 'server-ca-private-key.pem']) {
      const { mode } = await stat(join(iot.cloud.context.dataDir, 'certificates', name));
      expect(mode & 0o777).toBe(0o600);
    }
  });
});
