// What a master needs to know of its channel, asked of AWS: ARN, endpoints, ICE servers.
import {
  DescribeSignalingChannelCommand,
  GetSignalingChannelEndpointCommand,
  KinesisVideoClient,
} from '@aws-sdk/client-kinesis-video';
import { GetIceServerConfigCommand, KinesisVideoSignalingClient } from '@aws-sdk/client-kinesis-video-signaling';
import type { AwsCredentialIdentity, Provider } from '@smithy/types';
import type { IceServer } from './web-rtc.ts';

export interface AwsAccess {
  readonly region: string;
  readonly credentials: AwsCredentialIdentity | Provider<AwsCredentialIdentity>;
  /** Of the AWS APIs, where it isn't AWS's own. */
  readonly endpoint?: string;
}

export interface SignalingChannel {
  readonly arn: string;
  /** `wss://…`, for masters. */
  readonly signalingEndpoint: string;
  /** How far AWS's clock is ahead of this machine's, in milliseconds: a camera's clock may be anything. */
  readonly clockOffsetMs: number;
  /** Cached while its credentials live a minute longer at least. */
  iceServers(): Promise<readonly IceServer[]>;
}

/** Throws ResourceNotFoundException, ResourceInUseException (not ACTIVE), AccessDeniedException as AWS does. */
export async function describeChannel(channelName: string, aws: AwsAccess): Promise<SignalingChannel> {
  const client = new KinesisVideoClient({ ...aws });
  try {
    const { ChannelInfo } = await client.send(new DescribeSignalingChannelCommand({ ChannelName: channelName }));
    const arn = required(ChannelInfo?.ChannelARN, 'ChannelARN');
    const { ResourceEndpointList = [] } = await client.send(
      new GetSignalingChannelEndpointCommand({
        ChannelARN: arn,
        SingleMasterChannelEndpointConfiguration: { Protocols: ['WSS', 'HTTPS'], Role: 'MASTER' },
      }),
    );
    const endpoint = (protocol: string): string =>
      required(ResourceEndpointList.find(({ Protocol }) => Protocol === protocol)?.ResourceEndpoint, protocol);
    return {
      arn,
      signalingEndpoint: endpoint('WSS'),
      // The SDK learns it from the answers' dates.
      clockOffsetMs: client.config.systemClockOffset,
      iceServers: cachedIceServers(arn, { ...aws, endpoint: endpoint('HTTPS') }),
    };
  } finally {
    client.destroy();
  }
}

function cachedIceServers(arn: string, aws: AwsAccess): () => Promise<readonly IceServer[]> {
  let cached: { servers: readonly IceServer[]; until: number } | undefined;
  return async () => {
    if (cached && Date.now() < cached.until) return cached.servers;
    const client = new KinesisVideoSignalingClient({ ...aws });
    try {
      const { IceServerList = [] } = await client.send(new GetIceServerConfigCommand({ ChannelARN: arn }));
      const servers = IceServerList.map(({ Uris = [], Username, Password }) => ({
        urls: Uris,
        username: Username,
        credential: Password,
      }));
      const ttlSeconds = Math.min(...IceServerList.map(({ Ttl = 0 }) => Ttl));
      cached = { servers, until: Date.now() + (ttlSeconds - 60) * 1000 };
      return servers;
    } finally {
      client.destroy();
    }
  };
}

function required(value: string | undefined, what: string): string {
  if (value === undefined) throw new Error(`KVS answered without ${what}`);
  return value;
}
