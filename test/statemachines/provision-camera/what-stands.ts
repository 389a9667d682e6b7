// What exists under a camera's name, and whose it is.
import type { Standing } from './case.ts';
import { policyName, stage, tableName, type Camera, type World } from './world.ts';

export interface Found {
  /** Ours by its attributes, tags or keys. */
  readonly ours: readonly Standing[];
  /** Everything else under the camera's name, in full: it must not change. */
  readonly foreign: Readonly<Partial<Record<Standing, unknown>>>;
  readonly certificate: string;
  readonly record: Readonly<Record<string, unknown>> | undefined;
  readonly channelArn: string | undefined;
  readonly streamArn: string | undefined;
}

export async function whatStands(world: World, camera: Camera): Promise<Found> {
  const { cameraName, serialNumber, certificateId, certificateArn } = camera;
  const unlessMissing = async <T>(call: Promise<T>): Promise<T | undefined> =>
    call.catch((error: Error) => {
      if (error.name === 'ResourceNotFoundException') return undefined;
      throw error;
    });
  const isOurs = (marks: { serialNumber?: unknown; certificateId?: unknown } = {}): boolean =>
    marks.serialNumber === serialNumber && marks.certificateId === certificateId;

  const thing = await unlessMissing(world.call('iot', 'DescribeThing', { thingName: cameraName }));
  const principals = thing && (await world.call('iot', 'ListThingPrincipals', { thingName: cameraName })).principals;
  const { policies } = await world.call('iot', 'ListAttachedPolicies', { target: certificateArn });
  const certificate = await unlessMissing(world.call('iot', 'DescribeCertificate', { certificateId }));
  const channel = (
    await unlessMissing(world.call('kinesisvideo', 'DescribeSignalingChannel', { ChannelName: cameraName }))
  )?.ChannelInfo;
  const tags =
    channel && (await world.call('kinesisvideo', 'ListTagsForResource', { ResourceARN: channel.ChannelARN })).Tags;
  // By either name that the settings may give it.
  const streams = await Promise.all(
    [cameraName, certificateId].map((StreamName) =>
      unlessMissing(world.call('kinesisvideo', 'DescribeStream', { StreamName })),
    ),
  );
  const stream = streams.find((found) => found !== undefined)?.StreamInfo;
  const streamTags =
    stream && (await world.call('kinesisvideo', 'ListTagsForStream', { StreamARN: stream.StreamARN })).Tags;
  const { Item } = await world.call('dynamodb', 'GetItem', {
    TableName: tableName,
    Key: { pk: { S: `camera#${cameraName}` }, sk: { S: 'camera' } },
    ConsistentRead: true,
  });

  const ours: Standing[] = [];
  const foreign: Partial<Record<Standing, unknown>> = {};
  const sort = (standing: Standing, whole: unknown, mine: boolean): void => {
    if (whole === undefined) return;
    if (mine) ours.push(standing);
    else foreign[standing] = whole;
  };
  sort('thing', thing, isOurs(thing?.attributes));
  sort(
    'channel',
    channel && { channel, tags },
    tags?.['lensgate:stage'] === stage &&
      isOurs({ serialNumber: tags?.['lensgate:serialNumber'], certificateId: tags?.['lensgate:certificateId'] }),
  );
  sort(
    'stream',
    stream && { stream, streamTags },
    streamTags?.['lensgate:stage'] === stage &&
      isOurs({
        serialNumber: streamTags?.['lensgate:serialNumber'],
        certificateId: streamTags?.['lensgate:certificateId'],
      }),
  );
  if (policies?.some((policy) => policy.policyName === policyName)) ours.push('policy');
  if (principals?.includes(certificateArn)) ours.push('principal');
  sort('record', Item, isOurs({ serialNumber: Item?.serialNumber?.S, certificateId: Item?.certificateId?.S }));
  return {
    ours,
    foreign,
    certificate: certificate?.certificateDescription?.status ?? 'deleted',
    record: Item,
    channelArn: channel?.ChannelARN,
    streamArn: stream?.StreamARN,
  };
}
