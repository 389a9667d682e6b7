// Kinesis Video Streams: signaling channels with the signaling between master and viewers, and video streams.
import type { CloudContext } from '../../core/cloud-context.ts';
import { awsApi } from '../../core/operation.ts';
import type { Service } from '../../core/service.ts';
import { channelOperations } from './channel-operations.ts';
import { Channels } from './channels.ts';
import { endpointOperations } from './endpoints.ts';
import { iceOperations } from './ice-servers.ts';
import { awsQuotas, type KinesisVideoQuotas } from './quotas.ts';
import { Signaling } from './signaling/signaling.ts';
import { archivedMediaOperations } from './streams/archived-media.ts';
import { dataEndpointOperations } from './streams/data-endpoint.ts';
import { Fragments } from './streams/fragments.ts';
import { putMedia } from './streams/put-media.ts';
import { streamOperations } from './streams/stream-operations.ts';
import { streamTagOperations } from './streams/stream-tags.ts';
import { Streams } from './streams/streams.ts';
import { tagOperations } from './tags.ts';

/** `quotas`: the ones of AWS unless a test wants to reach them sooner. */
export function kinesisVideo(cloud: CloudContext, quotas: KinesisVideoQuotas = awsQuotas): Service {
  const channels = new Channels(cloud);
  const streams = new Streams(cloud);
  const fragments = new Fragments(cloud, quotas);
  streams.onGone((stream) => {
    fragments.delete(stream).catch((error: Error) => cloud.log('kinesisvideo', `${stream.arn}: ${error.message}`));
  });
  const signaling = new Signaling(cloud, channels, quotas);
  return {
    name: 'kinesisvideo',
    apis: [
      {
        ...awsApi(
          'kinesisvideo',
          channelOperations(channels, quotas),
          endpointOperations(channels, cloud.addresses),
          tagOperations(channels),
          streamOperations(streams, quotas, cloud),
          streamTagOperations(streams),
          dataEndpointOperations(streams, cloud.addresses),
        ),
        streaming: [putMedia(cloud, streams, fragments)],
      },
      awsApi('kinesisvideoarchivedmedia', archivedMediaOperations(streams, fragments)),
      awsApi('kinesisvideosignaling', iceOperations(channels, cloud.clock)),
    ],
    open: async () => {
      channels.resume();
      streams.resume();
      await fragments.open(streams.all());
      await signaling.open();
    },
    stop: async () => {
      channels.stop();
      streams.stop();
      await signaling.stop();
    },
  };
}
