// The camera's channel and stream, as KVS has them.
import {
  DescribeSignalingChannelCommand,
  DescribeStreamCommand,
  GetSignalingChannelEndpointCommand,
  ListTagsForResourceCommand,
  ListTagsForStreamCommand,
  type ChannelInfo,
  type KinesisVideoClient,
  type StreamInfo,
} from '@aws-sdk/client-kinesis-video';
import { found, look, type Looked } from './look.ts';

export type Tags = Readonly<Record<string, string>>;

export interface MediaEvidence {
  readonly channel: Looked<ChannelInfo>;
  /** What KVS gives viewers now. A master's endpoints are recorded nowhere: the camera asks for them. */
  readonly endpoints: Looked<Readonly<Record<'wss' | 'https', string>>>;
  /** The first that exists of the given names. */
  readonly stream: Looked<StreamInfo>;
  readonly channelTags: Looked<Tags>;
  readonly streamTags: Looked<Tags>;
}

export async function gatherMediaEvidence(
  kinesisVideo: KinesisVideoClient,
  ChannelName: string,
  streamNames: readonly string[],
): Promise<MediaEvidence> {
  const [channel, stream] = await Promise.all([
    look(
      'kinesisvideo:DescribeSignalingChannel',
      async () => (await kinesisVideo.send(new DescribeSignalingChannelCommand({ ChannelName }))).ChannelInfo,
    ),
    findStream(kinesisVideo, streamNames),
  ]);
  const { ChannelARN, ChannelStatus } = found(channel) ?? {};
  const StreamARN = found(stream)?.StreamARN;
  const [channelTags, streamTags] = await Promise.all([
    lookAtTags('kinesisvideo:ListTagsForResource', ChannelARN, (ResourceARN) =>
      kinesisVideo.send(new ListTagsForResourceCommand({ ResourceARN })),
    ),
    lookAtTags('kinesisvideo:ListTagsForStream', StreamARN, (arn) =>
      kinesisVideo.send(new ListTagsForStreamCommand({ StreamARN: arn })),
    ),
  ]);
  const seen = { channel, channelTags, stream, streamTags };
  if (ChannelARN === undefined || ChannelStatus !== 'ACTIVE') {
    return { ...seen, endpoints: { unasked: 'only an ACTIVE channel has endpoints' } };
  }
  const endpoints = await look('kinesisvideo:GetSignalingChannelEndpoint', async () => {
    const { ResourceEndpointList = [] } = await kinesisVideo.send(
      new GetSignalingChannelEndpointCommand({
        ChannelARN,
        SingleMasterChannelEndpointConfiguration: { Protocols: ['WSS', 'HTTPS'], Role: 'VIEWER' },
      }),
    );
    const [wss, https] = ['WSS', 'HTTPS'].map(
      (protocol) => ResourceEndpointList.find(({ Protocol }) => Protocol === protocol)?.ResourceEndpoint ?? '',
    );
    return { wss: wss!, https: https! };
  });
  return { ...seen, endpoints };
}

async function lookAtTags(
  permission: string,
  arn: string | undefined,
  ask: (arn: string) => Promise<{ Tags?: Record<string, string> | undefined }>,
): Promise<Looked<Tags>> {
  if (arn === undefined) return { missing: true };
  return look(permission, async () => (await ask(arn)).Tags ?? {});
}

async function findStream(
  kinesisVideo: KinesisVideoClient,
  names: readonly string[],
): Promise<MediaEvidence['stream']> {
  let looked: MediaEvidence['stream'] = { unasked: 'the camera has no stream' };
  for (const StreamName of names) {
    looked = await look(
      'kinesisvideo:DescribeStream',
      async () => (await kinesisVideo.send(new DescribeStreamCommand({ StreamName }))).StreamInfo,
    );
    if (!('missing' in looked)) return looked;
  }
  return looked;
}

/** `arn:aws:kinesisvideo:us-east-1:000000000000:stream/<name>/1600000000000` → `<name>` */
export function streamNameOf(streamArn: string): string | undefined {
  return streamArn.split('/')[1];
}
