// A registered camera in the test's world with all that a life leaves behind, and what of it is there afterwards.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { policyName, stage, tableName, thingTypeName, type Camera, type World } from '../provision-camera/world.ts';

export interface RetiringCamera extends Camera {
  /** The execution that registered it. */
  readonly registeredBy: string;
}

type Item = Record<string, AttributeValue>;

export const keyOf = (cameraName: string, sk: string): Item => ({ pk: { S: `camera#${cameraName}` }, sk: { S: sk } });

export interface Life {
  /** Beside the channel. */
  readonly stream?: boolean;
  readonly certificate?: 'ACTIVE' | 'PENDING_ACTIVATION';
}

/** Registered, shared, offered, connected, with a claim code in the manifest. */
export async function newRegisteredCamera(world: World, number: number, life: Life = {}): Promise<RetiringCamera> {
  const camera = await world.newCamera(number);
  const { cameraName, serialNumber, certificateId, certificateArn } = camera;
  const registered: RetiringCamera = { ...camera, registeredBy: certificateId };
  const marks = { stage, serialNumber, certificateId };
  await world.call('iot', 'CreateThing', {
    thingName: cameraName,
    thingTypeName,
    attributePayload: { attributes: { serialNumber, certificateId } },
  });
  await world.call('iot', 'AttachThingPrincipal', { thingName: cameraName, principal: certificateArn });
  await world.call('iot', 'AttachPolicy', { policyName, target: certificateArn });
  if (life.certificate !== 'PENDING_ACTIVATION') {
    await world.call('iot', 'UpdateCertificate', { certificateId, newStatus: 'ACTIVE' });
  }
  const { ChannelARN } = await world.call('kinesisvideo', 'CreateSignalingChannel', {
    ChannelName: cameraName,
    Tags: Object.entries(marks).map(([name, Value]) => ({ Key: `lensgate:${name}`, Value })),
  });
  if (life.stream === true) {
    await world.call('kinesisvideo', 'CreateStream', {
      StreamName: cameraName,
      Tags: Object.fromEntries(Object.entries(marks).map(([name, value]) => [`lensgate:${name}`, value])),
    });
  }
  await world.context.clock.advance(1000);
  const epoch = { N: registered.epoch };
  const items: Item[] = [
    {
      ...keyOf(cameraName, 'camera'),
      cameraName: { S: cameraName },
      serialNumber: { S: serialNumber },
      certificateId: { S: certificateId },
      channelArn: { S: ChannelARN! },
      epoch,
      status: { S: 'ACTIVE' },
      userId: { S: 'alice@example.com' },
      role: { S: 'OWNER' },
      registeredBy: { S: registered.registeredBy },
    },
    { ...keyOf(cameraName, 'share#bob@example.com'), userId: { S: 'bob@example.com' }, role: { S: 'VIEWER' }, epoch },
    { ...keyOf(cameraName, 'transfer'), userId: { S: 'carol@example.com' }, epoch },
    { ...keyOf(cameraName, 'presence'), online: { N: '1' } },
    {
      pk: { S: `serial#${serialNumber}` },
      sk: { S: 'manifest' },
      cameraName: { S: cameraName },
      ownerId: { S: 'alice@example.com' },
      claimCodeHash: { S: 'hash' },
      claimCodeSalt: { S: 'salt' },
      claimEpoch: epoch,
    },
  ];
  for (const item of items) await world.call('dynamodb', 'PutItem', { TableName: tableName, Item: item });
  return registered;
}

export interface Remains {
  /** Of thing, principal, policy, channel, stream, record, share, transfer, presence: those that exist. */
  readonly standing: readonly string[];
  readonly certificate: string;
  /** The record's status, or undefined without a record. */
  readonly status: string | undefined;
  readonly record: Item | undefined;
  readonly streamTags: Readonly<Record<string, string>> | undefined;
  readonly tombstone: Item | undefined;
  readonly manifest: Item | undefined;
}

export async function remainsOf(world: World, camera: Camera): Promise<Remains> {
  const { cameraName, serialNumber, certificateId, certificateArn } = camera;
  const exists = async <T>(call: Promise<T>): Promise<T | undefined> =>
    call.catch((error: Error) => {
      if (error.name === 'ResourceNotFoundException') return undefined;
      throw error;
    });
  const items = (
    await world.call('dynamodb', 'Query', {
      TableName: tableName,
      KeyConditionExpression: 'pk = :camera',
      ExpressionAttributeValues: { ':camera': { S: `camera#${cameraName}` } },
      ConsistentRead: true,
    })
  ).Items as Item[];
  const manifest = await world.call('dynamodb', 'GetItem', {
    TableName: tableName,
    Key: { pk: { S: `serial#${serialNumber}` }, sk: { S: 'manifest' } },
    ConsistentRead: true,
  });
  const item = (sk: string): Item | undefined => items.find((one) => one['sk']!.S === sk);
  const thing = await exists(world.call('iot', 'DescribeThing', { thingName: cameraName }));
  const principals = thing && (await world.call('iot', 'ListThingPrincipals', { thingName: cameraName })).principals;
  const policies = (await exists(world.call('iot', 'ListAttachedPolicies', { target: certificateArn })))?.policies;
  const certificate = await exists(world.call('iot', 'DescribeCertificate', { certificateId }));
  const stream = await exists(world.call('kinesisvideo', 'DescribeStream', { StreamName: cameraName }));
  const StreamARN = stream?.StreamInfo?.StreamARN;
  const found = {
    thing,
    principal: principals?.length || undefined,
    policy: policies?.length || undefined,
    channel: await exists(world.call('kinesisvideo', 'DescribeSignalingChannel', { ChannelName: cameraName })),
    stream,
    record: item('camera'),
    share: item('share#bob@example.com'),
    transfer: item('transfer'),
    presence: item('presence'),
  };
  return {
    standing: Object.entries(found).flatMap(([name, value]) => (value === undefined ? [] : [name])),
    certificate: certificate?.certificateDescription?.status ?? 'deleted',
    status: item('camera')?.['status']?.S,
    record: item('camera'),
    streamTags: StreamARN ? (await world.call('kinesisvideo', 'ListTagsForStream', { StreamARN })).Tags : undefined,
    tombstone: item('tombstone'),
    manifest: manifest.Item,
  };
}
