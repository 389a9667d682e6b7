// STUN and TURN servers of a channel, asked for once a minute and shared by all who watch it in that minute.
import { GetIceServerConfigCommand, KinesisVideoSignalingClient } from '@aws-sdk/client-kinesis-video-signaling';
import type { ViewerUrlResponse } from '../../api/payloads/index.ts';
import type { AuthorizedCamera } from '../shared/camera-access/authorized-camera.ts';
import { errorFields, type Log } from '../shared/log.ts';

export type IceServer = NonNullable<ViewerUrlResponse['iceServers']>[number];
export type Channel = Pick<AuthorizedCamera, 'channelArn' | 'region' | 'viewerHttpsEndpoint'>;
/** TURN servers of a channel, as KVS says them now. Rejects with the SDK's error. */
export type FetchIceServers = (channel: Channel) => Promise<IceServer[]>;

/** TURN credentials live for five minutes: whoever gets them last has four left. */
export const iceServersLifetimeMs = 60_000;
/** How long nobody asks again after a failure. */
export const iceServersPauseMs = 5_000;
const mostChannels = 10_000;

interface Entry {
  readonly servers: Promise<IceServer[]>;
  /** Milliseconds since the epoch. */
  until: number;
}

export interface IceServersOptions {
  readonly fetch: FetchIceServers;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
}

export class IceServers {
  readonly #options: IceServersOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: IceServersOptions) {
    this.#options = options;
  }

  /** Never rejects: without TURN most viewers still get through, so an outage of KVS leaves STUN. */
  of(channel: Channel): Promise<IceServer[]> {
    const { channelArn } = channel;
    const known = this.#entries.get(channelArn);
    if (known && this.#options.now() < known.until) return known.servers;
    const entry: Entry = {
      servers: this.#ask(channel, () => entry),
      until: this.#options.now() + iceServersLifetimeMs,
    };
    this.#entries.delete(channelArn);
    this.#entries.set(channelArn, entry);
    if (this.#entries.size > mostChannels) this.#entries.delete(this.#entries.keys().next().value!);
    return entry.servers;
  }

  async #ask(channel: Channel, entry: () => Entry): Promise<IceServer[]> {
    const { fetch, now, log } = this.#options;
    const stun: IceServer = { urls: [`stun:stun.kinesisvideo.${channel.region}.${dnsSuffix(channel.channelArn)}:443`] };
    try {
      return [stun, ...(await fetch(channel))];
    } catch (error) {
      entry().until = now() + iceServersPauseMs;
      log.warn('no TURN servers', { channelArn: channel.channelArn, ...errorFields(error) });
      return [stun];
    }
  }
}

// [KVS WebRTC: endpoints] The partition is the second part of an ARN.
const dnsSuffix = (arn: string): string => (arn.startsWith('arn:aws-cn:') ? 'amazonaws.com.cn' : 'amazonaws.com');

/** Asks KVS, at the channel's own endpoint. One try: a person is waiting. */
export function fetchFromKinesisVideo(): FetchIceServers {
  const clients = new Map<string, KinesisVideoSignalingClient>();
  return async ({ channelArn, region, viewerHttpsEndpoint }) => {
    let client = clients.get(viewerHttpsEndpoint);
    if (!client) {
      client = new KinesisVideoSignalingClient({
        endpoint: viewerHttpsEndpoint,
        region,
        maxAttempts: 1,
        requestHandler: { connectionTimeout: 1_000, requestTimeout: 1_500, throwOnRequestTimeout: true },
      });
      clients.set(viewerHttpsEndpoint, client);
    }
    const { IceServerList = [] } = await client.send(new GetIceServerConfigCommand({ ChannelARN: channelArn }));
    return IceServerList.flatMap(({ Uris: [uri, ...uris] = [], Username, Password }): IceServer[] =>
      uri === undefined
        ? []
        : [
            {
              urls: [uri, ...uris],
              ...(Username !== undefined && { username: Username }),
              ...(Password !== undefined && { credential: Password }),
            },
          ],
    );
  };
}
