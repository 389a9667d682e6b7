// Camera A against camera B in the deployed system: every action of the camera's role, every way into MQTT. A never succeeds on what is B's.
import type { MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DescribeEndpointCommand, IoTClient, UpdateCertificateCommand } from '@aws-sdk/client-iot';
import {
  DeleteSignalingChannelCommand,
  DescribeSignalingChannelCommand,
  GetSignalingChannelEndpointCommand,
  KinesisVideoClient,
  ListTagsForResourceCommand,
  TagResourceCommand,
} from '@aws-sdk/client-kinesis-video';
import { GetIceServerConfigCommand, KinesisVideoSignalingClient } from '@aws-sdk/client-kinesis-video-signaling';
import { requestCredentials } from '../../camera/iot-credentials-request.ts';
import { presignSignalingUrl } from '../../signing/presign-signaling-url.ts';
import { openServerCertificates } from '../../localcloud/certificates/server-certificates.ts';
import { many } from '../../localcloud/access/policy.ts';
import { registerCamera, type TestCamera } from '../support/camera.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';
import { closed, connect, connected } from '../support/mqtt-device.ts';
import { openSignalingSocket } from '../support/signaling-socket.ts';

const names = ['camera-a', 'camera-b'] as const;
type Name = (typeof names)[number];
const [a, b] = names;

interface Signer {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

describe('camera A', () => {
  let lensgate: Lensgate;
  let cameras: Record<Name, TestCamera>;
  let arns: Record<Name, string>;
  let credentials: Signer;

  beforeAll(async () => {
    lensgate = await startLensgate({ delays: { deactivationMs: 100 } });
    cameras = {} as Record<Name, TestCamera>;
    arns = {} as Record<Name, string>;
    const kinesisVideo = new KinesisVideoClient(lensgate.client);
    for (const cameraName of names) {
      cameras[cameraName] = await registerCamera(lensgate, { serialNumber: `SN-${cameraName}`, cameraName });
      const described = await kinesisVideo.send(new DescribeSignalingChannelCommand({ ChannelName: cameraName }));
      arns[cameraName] = described.ChannelInfo!.ChannelARN!;
    }
    credentials = await trade(a, a);
  });
  afterAll(() => lensgate.stop());

  async function trade(whose: Name, thingName?: string): Promise<Signer> {
    const { endpointAddress } = await new IoTClient(lensgate.client).send(
      new DescribeEndpointCommand({ endpointType: 'iot:CredentialProvider' }),
    );
    const { accessKeyId, secretAccessKey, sessionToken } = await requestCredentials({
      endpoint: endpointAddress!,
      roleAlias: lensgate.outputs.get('CameraRoleAliasName')!,
      ...(thingName !== undefined && { thingName }),
      identity: cameras[whose].identity,
      serverCa: (await openServerCertificates(lensgate.dataDir)).serverCa,
    });
    return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
  }

  // What each action does, on the channel of `name`; true when it succeeds, false when permission is refused.
  const attempts: Readonly<Record<string, (name: Name, signer: Signer) => Promise<boolean>>> = {
    'kinesisvideo:DescribeSignalingChannel': (name, signer) =>
      permitted(client(signer).send(new DescribeSignalingChannelCommand({ ChannelARN: arns[name] }))),
    'kinesisvideo:GetSignalingChannelEndpoint': (name, signer) =>
      permitted(
        client(signer).send(
          new GetSignalingChannelEndpointCommand({
            ChannelARN: arns[name],
            SingleMasterChannelEndpointConfiguration: { Protocols: ['WSS', 'HTTPS'], Role: 'MASTER' },
          }),
        ),
      ),
    'kinesisvideo:GetIceServerConfig': (name, signer) =>
      permitted(
        new KinesisVideoSignalingClient({ ...lensgate.client, credentials: signer, maxAttempts: 1 }).send(
          new GetIceServerConfigCommand({ ChannelARN: arns[name] }),
        ),
      ),
    'kinesisvideo:ConnectAsMaster': (name, signer) => joins(name, signer),
    'kinesisvideo:ConnectAsViewer': (name, signer) => joins(name, signer, 'viewer-1'),
    'kinesisvideo:DeleteSignalingChannel': (name, signer) =>
      permitted(client(signer).send(new DeleteSignalingChannelCommand({ ChannelARN: arns[name] }))),
  };
  const granted = Object.keys(attempts).slice(0, 4);

  const client = (signer: Signer) =>
    new KinesisVideoClient({ ...lensgate.client, credentials: signer, maxAttempts: 1 });
  async function permitted(call: Promise<unknown>): Promise<boolean> {
    try {
      await call;
      return true;
    } catch (error) {
      expect(['AccessDeniedException', 'NotAuthorizedException']).toContain((error as Error).name);
      return false;
    }
  }
  async function joins(name: Name, signer: Signer, clientId?: string): Promise<boolean> {
    const { addresses, region } = lensgate.cloud.context;
    const url = await presignSignalingUrl({
      endpoint: clientId === undefined ? addresses.masterSignalingUrl : addresses.viewerSignalingUrl,
      channelArn: arns[name],
      ...(clientId !== undefined && { clientId }),
      region,
      credentials: signer,
      now: Date.now(),
      expiresInSeconds: 60,
    });
    const outcome = await openSignalingSocket(url);
    if ('socket' in outcome) {
      await outcome.close();
      return true;
    }
    expect(outcome.status).toBe(403);
    return false;
  }

  it('has a role whose actions are exactly those tried here', () => {
    const { iam, store } = lensgate.cloud.context;
    const roleArn = [...store.collection<{ arn: string }>('iam-roles').values()].find(({ arn }) =>
      arn.includes('CameraRole'),
    )!.arn;
    const actions = iam
      .role(roleArn)!
      .policies.flatMap(({ Statement }) => many(Statement).flatMap(({ Action }) => many(Action)));
    expect(actions.sort()).toEqual([...granted].sort());
  });

  it.each(Object.keys(attempts))('%s: on its own channel as granted, never on that of B', async (action) => {
    expect(await attempts[action]!(b, credentials)).toBe(false);
    expect(await attempts[action]!(a, credentials)).toBe(granted.includes(action));
  });

  it('without naming its thing has credentials that reach nothing', async () => {
    const nameless = await trade(a);
    for (const action of granted) expect([action, await attempts[action]!(a, nameless)]).toEqual([action, false]);
  });

  it.each(['lensgate:certificateId', 'lensgate:stage'])(
    'has credentials that reach nothing of its own channel once its tag %s says otherwise',
    async (Key) => {
      const operator = new KinesisVideoClient(lensgate.client);
      const { Tags = {} } = await operator.send(new ListTagsForResourceCommand({ ResourceARN: arns[a] }));
      const tagged = (Value: string) =>
        operator.send(new TagResourceCommand({ ResourceARN: arns[a], Tags: [{ Key, Value }] }));
      await tagged('former');
      for (const action of granted) {
        expect([action, await attempts[action]!(a, credentials)]).toEqual([action, false]);
      }
      await tagged(Tags[Key]!);
      for (const action of granted) expect([action, await attempts[action]!(a, credentials)]).toEqual([action, true]);
    },
  );

  it('gets no credentials in the name of B', async () => {
    await expect(trade(a, b)).rejects.toThrow(/the thing camera-b is not attached to this camera's certificate/);
  });

  it('cannot connect as B', async () => {
    expect(await connect(lensgate.cloud.context, cameras[a].identity, b)).toBe('closed');
  });

  const topics: readonly [string, boolean][] = [
    [`lensgate/${a}/status`, true],
    [`lensgate/${b}/status`, false],
    ['lensgate/status', false],
    [`$aws/things/${b}/shadow/update`, false],
    ['$aws/events/certificates/registered/x', false],
  ];
  it.each(topics)('publishing to %s is allowed: %s', async (topic, allowed) => {
    const device = await connected(lensgate.cloud.context, cameras[a].identity, a);
    expect(await stays(device, () => device.publishAsync(topic, 'x', { qos: 1 }))).toBe(allowed);
  });
  it.each([...topics, ['lensgate/+/status', false], ['lensgate/#', false], ['#', false]] as [string, boolean][])(
    'subscribing to %s is allowed: %s',
    async (topic, allowed) => {
      const device = await connected(lensgate.cloud.context, cameras[a].identity, a);
      expect(await stays(device, () => device.subscribeAsync(topic, { qos: 1 }))).toBe(allowed);
    },
  );

  /** Whether the broker did what was asked; otherwise it hung up, or refused in its answer. */
  async function stays(device: MqttClient, act: () => Promise<unknown>): Promise<boolean> {
    const gone = closed(device).then(() => false);
    const done = act().then(
      () => true,
      () => false,
    );
    const outcome = await Promise.race([done, gone]);
    if (device.connected) await device.endAsync(true);
    return outcome;
  }

  it('whose certificate is deactivated while connected is hung up on, and gets no more credentials', async () => {
    const device = await connected(lensgate.cloud.context, cameras[b].identity, b);
    const gone = closed(device);
    await new IoTClient(lensgate.client).send(
      new UpdateCertificateCommand({ certificateId: cameras[b].certificateId, newStatus: 'INACTIVE' }),
    );
    await gone;
    expect(await connect(lensgate.cloud.context, cameras[b].identity, b)).toBe('closed');
    await expect(trade(b, b)).rejects.toThrow(/doesn't accept this certificate/);
  });
});
