// A camera in service in the test's world that asks for another certificate, and what its certificates can do afterwards.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { makeKeyAndCsr } from '../../../camera/factory.ts';
import { policyName, tableName, type World } from '../provision-camera/world.ts';
import { newRegisteredCamera, type RetiringCamera } from '../retire-camera/retiring-camera.ts';

export interface RenewingCamera extends RetiringCamera {
  readonly certificateSigningRequest: string;
}

export type Item = Readonly<Record<string, AttributeValue>>;

export async function newRenewingCamera(world: World, number: number): Promise<RenewingCamera> {
  const camera = await newRegisteredCamera(world, number, { stream: true });
  const { StreamInfo } = await world.call('kinesisvideo', 'DescribeStream', { StreamName: camera.cameraName });
  await world.call('dynamodb', 'UpdateItem', {
    TableName: tableName,
    Key: keyOf(camera.cameraName, 'camera'),
    UpdateExpression: 'SET streamArn = :streamArn, certificateExpiresAt = :end',
    ExpressionAttributeValues: { ':streamArn': { S: StreamInfo!.StreamARN! }, ':end': { N: '1893456000' } },
  });
  const { csr } = await makeKeyAndCsr(camera.serialNumber);
  return { ...camera, certificateSigningRequest: csr };
}

export const keyOf = (cameraName: string, sk: string) => ({ pk: { S: `camera#${cameraName}` }, sk: { S: sk } });

/** Of the camera's record. */
export const setAttribute = (
  world: World,
  { cameraName }: Pick<RenewingCamera, 'cameraName'>,
  name: string,
  value: AttributeValue,
): Promise<unknown> =>
  world.call('dynamodb', 'UpdateItem', {
    TableName: tableName,
    Key: keyOf(cameraName, 'camera'),
    UpdateExpression: 'SET #name = :value',
    ExpressionAttributeNames: { '#name': name },
    ExpressionAttributeValues: { ':value': value },
  });

export async function readRecord(world: World, { cameraName }: Pick<RenewingCamera, 'cameraName'>): Promise<Item> {
  const Key = keyOf(cameraName, 'camera');
  return (await world.call('dynamodb', 'GetItem', { TableName: tableName, Key, ConsistentRead: true })).Item ?? {};
}

/** As RecordPresence writes it when the camera connects. */
export const connectWith = (world: World, cameraName: string, certificateId: string): Promise<unknown> =>
  world.call('dynamodb', 'PutItem', {
    TableName: tableName,
    Item: { ...keyOf(cameraName, 'presence'), online: { N: '1' }, principalIdentifier: { S: certificateId } },
  });

/** What a certificate can do: `in service` with everything, `dead` with nothing, or something in between. */
export async function standingOf(world: World, certificateId: string): Promise<string> {
  const found = await unlessMissing(world.call('iot', 'DescribeCertificate', { certificateId }));
  if (!found) return 'dead';
  const { certificateArn: principal, status } = found.certificateDescription!;
  const { things = [] } = await world.call('iot', 'ListPrincipalThings', { principal });
  const { policies = [] } = await world.call('iot', 'ListAttachedPolicies', { target: principal });
  const rights = [
    ...(status === 'ACTIVE' ? ['ACTIVE'] : []),
    ...(things.length > 0 ? ['thing'] : []),
    ...policies.map((policy) => (policy.policyName === policyName ? 'policy' : 'another policy')),
  ];
  if (rights.length === 0) return 'dead';
  return rights.length === 3 ? 'in service' : rights.join(' and ');
}

export const unlessMissing = <T>(call: Promise<T>): Promise<T | undefined> =>
  call.catch((error: Error) => {
    if (error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  });

/** Which certificate was made for which camera. */
export const issuedFor = new Map<string, string>();

/** Its own, and every other that AWS IoT has issued for it. */
export function certificatesOf({ certificateId, cameraName }: RenewingCamera): string[] {
  return [certificateId, ...[...issuedFor].flatMap(([id, name]) => (name === cameraName ? [id] : []))];
}

/** The certificate that thing, channel and stream, as far as they exist, say is the camera's. */
export async function marksOf(world: World, { cameraName }: RenewingCamera): Promise<Record<string, string>> {
  const { attributes } = await world.call('iot', 'DescribeThing', { thingName: cameraName });
  const channel = await unlessMissing(
    world.call('kinesisvideo', 'DescribeSignalingChannel', { ChannelName: cameraName }),
  );
  const stream = await unlessMissing(world.call('kinesisvideo', 'DescribeStream', { StreamName: cameraName }));
  const tagsOf = {
    channel:
      channel &&
      (await world.call('kinesisvideo', 'ListTagsForResource', { ResourceARN: channel.ChannelInfo!.ChannelARN })),
    stream:
      stream && (await world.call('kinesisvideo', 'ListTagsForStream', { StreamARN: stream.StreamInfo!.StreamARN })),
  };
  return {
    thing: attributes!['certificateId']!,
    ...(tagsOf.channel && { channel: tagsOf.channel.Tags!['lensgate:certificateId']! }),
    ...(tagsOf.stream && { stream: tagsOf.stream.Tags!['lensgate:certificateId']! }),
  };
}
