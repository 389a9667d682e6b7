// Live as KVS master: finds its channel, keeps a signaling connection, answers every viewer. Comes back whenever it is cut off.
import { presignSignalingUrl } from '../signing/presign-signaling-url.ts';
import { Audience } from './audience.ts';
import { retryDelayMs, waitFor, type Backoff } from './backoff.ts';
import { isDenied } from './denied.ts';
import type { OnProgress } from './progress.ts';
import { type AwsAccess, describeChannel, type SignalingChannel } from './signaling-channel.ts';
import { openSignalingConnection, type SignalingConnection } from './signaling-connection.ts';
import { createVideoSource, type VideoSource } from './video-source.ts';
import type { IceServer } from './web-rtc.ts';

export interface MasterOptions {
  /** The channel's name too. */
  readonly cameraName: string;
  readonly aws: AwsAccess;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
  readonly backoff?: Backoff;
  /** Told when AWS refused (401, 403): the credentials may be dead before their time. */
  readonly onDenied?: () => void;
  /** Called once, with the camera's viewers: for whoever may have to end their sessions. */
  readonly onAudience?: (audience: Pick<Audience, 'end'>) => void;
}

// The URL is used at once. KVS accepts up to 299 seconds.
const handshakeWithinSeconds = 299;
// AWS says of what isn't there, and of what is another life's, that it may not be used: of a channel without the tags of this camera's
// certificate. One refusal may be credentials of a former certificate, which are exchanged then.
const refusalsThatMeanIt = 3;
// A connection that held this long was a good one: the next failure starts the backoff anew.
const goodConnectionMs = 10_000;

/** Resolves when the signal is aborted; until then it doesn't give up. */
export async function goLive(options: MasterOptions): Promise<void> {
  const { cameraName, aws, onProgress, signal, backoff = { baseMs: 500, capMs: 30_000 } } = options;
  let channel: SignalingChannel | undefined;
  let connection: SignalingConnection | undefined;
  // Made for the first viewer: until then nothing native runs.
  let video: Promise<VideoSource> | undefined;
  // Without relays most viewers are still reached.
  const iceServers = async (): Promise<readonly IceServer[]> => {
    try {
      return (await channel?.iceServers()) ?? [];
    } catch (error) {
      if (!isDenied(error)) return [];
      // The next credentials are those of the certificate that the cloud knows now.
      options.onDenied?.();
      return (await channel?.iceServers().catch(() => [])) ?? [];
    }
  };
  const audience = new Audience({
    video: () => (video ??= createVideoSource(cameraName)),
    iceServers,
    send: (message) => connection?.send(message),
    onProgress,
  });
  options.onAudience?.(audience);
  const stop = (): void => connection?.close();
  signal.addEventListener('abort', stop, { once: true });

  for (let failures = 0, refusals = 0; !signal.aborted;) {
    const startedAt = Date.now();
    let reason: string;
    try {
      const found = await describeChannel(cameraName, aws);
      // Another one of that name: the owner has ended all sessions. Media goes past the channel, so they don't end by themselves.
      if (channel && found.arn !== channel.arn) audience.end();
      channel = found;
      refusals = 0;
      const url = await presignSignalingUrl({
        endpoint: channel.signalingEndpoint,
        channelArn: channel.arn,
        region: aws.region,
        credentials: typeof aws.credentials === 'function' ? await aws.credentials() : aws.credentials,
        now: Date.now() + channel.clockOffsetMs,
        expiresInSeconds: handshakeWithinSeconds,
      });
      const previous = connection;
      connection = await openSignalingConnection(url, (message) => void audience.receive(message));
      previous?.close();
      if (signal.aborted) break;
      onProgress({ type: 'went-live', channelArn: channel.arn });
      // Told to go away, it has a minute for its successor, in which no viewer notices anything.
      if ((await connection.ended) === 'go-away') {
        failures = 0;
        continue;
      }
      reason = 'the signaling connection was closed';
      if (Date.now() - startedAt > goodConnectionMs) failures = 0;
    } catch (error) {
      reason = `${(error as Error).name}: ${(error as Error).message}`;
      refusals = isDenied(error) ? refusals + 1 : 0;
      if (refusals > 0) options.onDenied?.();
      // The channel is gone, for good or to be made anew: in either case nobody may go on watching.
      if ((error as Error).name === 'ResourceNotFoundException' || refusals >= refusalsThatMeanIt) audience.end();
    }
    if (signal.aborted) break;
    failures++;
    const retryInMs = retryDelayMs(failures, backoff);
    onProgress({ type: 'signaling-lost', reason, retryInMs });
    await waitFor(retryInMs, signal);
  }
  signal.removeEventListener('abort', stop);
  connection?.close();
  audience.end();
  (await video)?.stop();
}
