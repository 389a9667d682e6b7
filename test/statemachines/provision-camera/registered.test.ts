// The successful path of provision-camera: how long it is, in which order it works, and what it leaves.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { InterceptedCall } from '../../../localcloud/core/aws-caller.ts';
import { runProvisionCamera, type Ran } from './run-provision-camera.ts';
import { whatStands } from './what-stands.ts';
import { startWorld, type Camera, type World } from './world.ts';

let world: World;
let camera: Camera;
let ran: Ran;
const calls: InterceptedCall[] = [];
beforeAll(async () => {
  world = await startWorld();
  camera = await world.newCamera(1);
  const stopListening = world.context.aws.intercept((call, proceed) => {
    calls.push(call);
    return proceed();
  });
  ran = await runProvisionCamera(world, camera);
  stopListening();
});
afterAll(() => world.stop());

describe('a camera that registers itself', () => {
  it('is registered', () => {
    expect(ran.outcome).toMatchObject({
      status: 'SUCCEEDED',
      output: { cameraName: camera.cameraName, serialNumber: camera.serialNumber, certificateId: camera.certificateId },
    });
  });

  it('takes at most 16 state transitions, one wait for the channel included', () => {
    const entered = ran.history.filter(({ type }) => type.endsWith('StateEntered'));
    expect(entered.map(({ type }) => type)).toContain('WaitStateEntered');
    expect(entered.length).toBeLessThanOrEqual(16);
  });

  it('makes each call once, and activates the certificate last', () => {
    const names = calls.map(({ service, operation }) => `${service}:${operation}`);
    const parallel = names.slice(1, -5);
    expect(names[0]).toBe('lambda:Invoke');
    expect([...parallel].sort()).toEqual([
      'iot:CreateThing',
      'kinesisvideo:CreateSignalingChannel',
      'kinesisvideo:DescribeSignalingChannel',
      'kinesisvideo:GetSignalingChannelEndpoint',
    ]);
    expect(names.slice(-5)).toEqual([
      'iot:AttachPolicy',
      'iot:AttachThingPrincipal',
      'dynamodb:UpdateItem',
      'iot:UpdateCertificate',
      'eventbridge:PutEvents',
    ]);
  });

  it('has a record with everything that a viewer URL needs', async () => {
    const { record, channelArn } = await whatStands(world, camera);
    const { ResourceEndpointList = [] } = await world.call('kinesisvideo', 'GetSignalingChannelEndpoint', {
      ChannelARN: channelArn,
      SingleMasterChannelEndpointConfiguration: { Protocols: ['WSS', 'HTTPS'], Role: 'VIEWER' },
    });
    const endpoint = (protocol: string) => ({
      S: ResourceEndpointList.find(({ Protocol }) => Protocol === protocol)?.ResourceEndpoint,
    });
    // The manual clock starts with 2026 and stands still but for the one wait.
    const registeredAt = String(Date.UTC(2026, 0, 1, 0, 0, 2) / 1000);
    expect(record).toEqual({
      pk: { S: 'camera#camera-1' },
      sk: { S: 'camera' },
      cameraName: { S: 'camera-1' },
      serialNumber: { S: 'LG-1' },
      displayName: { S: 'Camera 1' },
      userId: { S: 'alice@example.com' },
      role: { S: 'OWNER' },
      epoch: { N: camera.epoch },
      firstEpoch: { N: camera.epoch },
      certificateId: { S: camera.certificateId },
      certificateExpiresAt: { N: '2556144000' }, // 2051-01-01
      channelArn: { S: channelArn },
      endpoints: { M: { viewer: { M: { wss: endpoint('WSS'), https: endpoint('HTTPS') } } } },
      endpointsAt: { N: registeredAt },
      status: { S: 'ACTIVE' },
      registeredBy: { S: camera.certificateId },
      registeredAt: { N: registeredAt },
    });
  });

  it('is announced', () => {
    expect(world.announced).toEqual([
      {
        detailType: 'CameraProvisioned',
        detail: {
          cameraName: 'camera-1',
          serialNumber: 'LG-1',
          certificateId: camera.certificateId,
          channelArn: expect.stringMatching(/^arn:aws:kinesisvideo:us-east-1:000000000000:channel\/camera-1\/\d{13}$/),
          executionName: camera.certificateId,
          provisionedAt: '2026-01-01T00:00:02.000Z',
        },
      },
    ]);
  });

  it('stays as it is when its registration runs once more', async () => {
    const before = await whatStands(world, camera);
    const again = await runProvisionCamera(world, camera, { attempt: 2 });
    const after = await whatStands(world, camera);
    expect(again.outcome.status).toBe('SUCCEEDED');
    expect({ ...after, record: { ...after.record, endpointsAt: before.record?.endpointsAt } }).toEqual(before);
  });
});

describe.each([
  ['thing', (one: Camera) => one.cameraName],
  ['certificate', (one: Camera) => one.certificateId],
] as const)('a camera whose stream is named by its %s', (streamName, nameOf) => {
  it('has the stream, marked as its own, and its ARN in the record', async () => {
    const filming = await world.newCamera(streamName === 'thing' ? 3 : 4);
    const settings = { media: 'both', streamName } as const;
    const { outcome, history } = await runProvisionCamera(world, filming, settings);
    expect(outcome.status).toBe('SUCCEEDED');
    expect(history.filter(({ type }) => type.endsWith('StateEntered')).length).toBeLessThanOrEqual(21);

    const { StreamInfo } = await world.call('kinesisvideo', 'DescribeStream', { StreamName: nameOf(filming) });
    expect(StreamInfo).toMatchObject({ Status: 'ACTIVE', DataRetentionInHours: 24 });
    const { Tags } = await world.call('kinesisvideo', 'ListTagsForStream', { StreamARN: StreamInfo!.StreamARN });
    expect(Tags).toEqual({
      'lensgate:stage': 'dev',
      'lensgate:serialNumber': filming.serialNumber,
      'lensgate:certificateId': filming.certificateId,
    });
    const before = await whatStands(world, filming);
    expect(before.record).toMatchObject({
      streamArn: { S: StreamInfo!.StreamARN },
      channelArn: { S: before.channelArn },
    });
    expect(world.announced.at(-1)).toMatchObject({
      detailType: 'CameraProvisioned',
      detail: { cameraName: filming.cameraName, channelArn: before.channelArn, streamArn: StreamInfo!.StreamARN },
    });

    await runProvisionCamera(world, filming, { ...settings, attempt: 2 });
    const after = await whatStands(world, filming);
    expect({ ...after, record: { ...after.record, endpointsAt: before.record?.endpointsAt } }).toEqual(before);
  });
});

describe('a camera that a release identified which did not read the end of its certificate', () => {
  it('is registered without it', async () => {
    const older = await world.newCamera(5, { certificateExpiresAt: undefined });
    expect((await runProvisionCamera(world, older)).outcome.status).toBe('SUCCEEDED');
    const { record } = await whatStands(world, older);
    expect(record).toMatchObject({ cameraName: { S: 'camera-5' } });
    expect(record).not.toHaveProperty('certificateExpiresAt');
  });

  it('has it after its registration ran once more', async () => {
    const camera = await world.newCamera(5);
    expect((await runProvisionCamera(world, camera, { attempt: 2 })).outcome.status).toBe('SUCCEEDED');
    expect((await whatStands(world, camera)).record).toMatchObject({ certificateExpiresAt: { N: '2556144000' } });
  });
});

describe('a camera whose manifest names no owner', () => {
  it('waits to be claimed: its record has neither user nor role', async () => {
    const unclaimed = await world.newCamera(2, { ownerId: undefined, displayName: undefined });
    expect((await runProvisionCamera(world, unclaimed)).outcome.status).toBe('SUCCEEDED');
    const { record } = await whatStands(world, unclaimed);
    expect(record).toMatchObject({ cameraName: { S: 'camera-2' }, epoch: { N: unclaimed.epoch } });
    expect(Object.keys(record!)).not.toEqual(expect.arrayContaining(['userId']));
    for (const absent of ['userId', 'role', 'displayName']) expect(record).not.toHaveProperty(absent);
  });
});
