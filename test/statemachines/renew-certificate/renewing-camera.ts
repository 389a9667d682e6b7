// A camera in service in the test's world that asks for another certificate, and what its certificates can do afterwards.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { makeKeyAndCsr } from '../../../camera/factory.ts';
import { policyName, tableName, type World } from '../provision-camera/world.ts';
import { newRegisteredCamera, type RetiringCamera } from '../retire-camera/retiring-camera.ts';

export interface RenewingCamera extends RetiringCamera {
  readonly certificateSigningRequest: string;
}

type Item = Readonly<Record<string, AttributeValue>>;

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

const keyOf = (cameraName: string, sk: string) => ({ pk: { S: `camera#${cameraName}` }, sk: { S: sk } });

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
  const { certificateDescription: found } = await world.call('iot', 'DescribeCertificate', { certificateId });
  const principal = found!.certificateArn!;
  const { things = [] } = await world.call('iot', 'ListPrincipalThings', { principal });
  const { policies = [] } = await world.call('iot', 'ListAttachedPolicies', { target: principal });
  const rights = [
    ...(found!.status === 'ACTIVE' ? ['ACTIVE'] : []),
    ...(things.length > 0 ? ['thing'] : []),
    ...policies.map((policy) => (policy.policyName === policyName ? 'policy' : 'another policy')),
  ];
  if (rights.length === 0) return 'dead';
  return rights.length === 3 ? 'in service' : rights.join(' and ');
}

/** Of the camera's thing, before and now: every certificate that AWS IoT has issued for it, and its own. */
export async function certificatesOf(world: World, camera: RenewingCamera): Promise<string[]> {
  const { certificates = [] } = await world.call('iot', 'ListCertificates', { pageSize: 250 });
  const ids = certificates.map(({ certificateId }) => certificateId!);
  return [camera.certificateId, ...ids.filter((id) => issuedFor.get(id) === camera.cameraName)];
}

/** Kept by run-renew-certificate.ts: which certificate was made for which camera. */
export const issuedFor = new Map<string, string>();

/** The certificate that thing, channel and stream say is the camera's. */
export async function marksOf(world: World, { cameraName }: RenewingCamera): Promise<string[]> {
  const { attributes } = await world.call('iot', 'DescribeThing', { thingName: cameraName });
  const channel = await world.call('kinesisvideo', 'DescribeSignalingChannel', { ChannelName: cameraName });
  const tags = await world.call('kinesisvideo', 'ListTagsForResource', {
    ResourceARN: channel.ChannelInfo!.ChannelARN,
  });
  const ofStream = await world.call('kinesisvideo', 'ListTagsForStream', { StreamName: cameraName });
  const all = [
    attributes!['certificateId'],
    tags.Tags!['lensgate:certificateId'],
    ofStream.Tags!['lensgate:certificateId'],
  ];
  return [...new Set(all.map(String))];
}
