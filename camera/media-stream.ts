// The camera's recording on its way to its KVS stream: connects, sends, and comes back with what wasn't persisted.
import { GetDataEndpointCommand, KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { retryDelayMs, waitFor, type Backoff } from './backoff.ts';
import { isDenied } from './denied.ts';
import { matroskaHeader } from './matroska.ts';
import { createMotionJpeg } from './motion-jpeg.ts';
import type { OnProgress } from './progress.ts';
import {
  openPutMedia,
  PutMediaEndedError,
  type Acknowledgement,
  type PutMediaConnection,
  type PutMediaOptions,
} from './put-media.ts';
import { defaultPace, record, type Pace, type RecordedFragment } from './recorder.ts';
import type { AwsAccess } from './signaling-channel.ts';

export interface MediaStreamOptions {
  /** Drawn on the card. */
  readonly cameraName: string;
  /** As a function it is asked before each connection: a stream that is named after the certificate changes with it. */
  readonly streamName: string | (() => string);
  readonly aws: AwsAccess;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
  readonly backoff?: Backoff;
  /** Told when AWS refused (401, 403): the credentials may be dead before their time. */
  readonly onDenied?: () => void;
  readonly pace?: Pace;
  readonly longestConnectionMs?: number;
}

// Memory is small: of a longer outage the oldest fragments are lost.
const mostHeldFragments = 30;
// As AWS's producers do, because the service ends connections after an hour.
const usualConnectionMs = 40 * 60_000;
// The successor is there before the credentials are dead.
const beforeExpiryMs = 60_000;
const shortestConnectionMs = 1000;
const lastAcknowledgementsWithinMs = 5000;

/** Resolves when the signal is aborted; until then it doesn't give up. */
export async function streamMedia(options: MediaStreamOptions): Promise<void> {
  const { cameraName, onProgress, signal, pace = defaultPace } = options;
  const { backoff = { baseMs: 500, capMs: 30_000 }, longestConnectionMs = usualConnectionMs } = options;
  const card = createMotionJpeg(cameraName);
  /** Sent or not, but not known to be persisted; the oldest first. */
  let held: RecordedFragment[] = [];
  let connection: PutMediaConnection | undefined;
  let streamName = '';
  let unanswered = 0;
  let failures = 0;
  let persisted = 0;
  let stopRecording: (() => void) | undefined;

  const onFragment = (fragment: RecordedFragment): void => {
    held = [...held, fragment].slice(-mostHeldFragments);
    if (connection && ++unanswered > mostHeldFragments) {
      connection.breakOff(new PutMediaEndedError('AWS acknowledges nothing'));
    }
    connection?.send(fragment.cluster);
  };
  const onAcknowledgement = ({ EventType, FragmentTimecode, ErrorId }: Acknowledgement): void => {
    unanswered = 0;
    // 4000 to 4999 are the media's fault: the same fragment would fail again.
    const refused = EventType === 'ERROR' && ErrorId !== undefined && ErrorId < 5000;
    if (EventType !== 'PERSISTED' && !refused) return;
    held = held.filter(({ timecodeMs }) => timecodeMs !== FragmentTimecode);
    if (refused) return;
    failures = 0;
    onProgress({ type: 'fragment-persisted', streamName, count: ++persisted });
  };

  while (!signal.aborted) {
    try {
      const { expiresInMs, ...target } = await findEndpoint(options);
      streamName = target.streamName;
      const opened = await openPutMedia({ ...target, onAcknowledgement }, matroskaHeader(card));
      connection = opened;
      unanswered = 0;
      onProgress({ type: 'stream-started', streamName });
      for (const { cluster } of held) opened.send(cluster);
      // Not before AWS's clock is known.
      stopRecording ??= record(card, target.now, pace, onFragment);
      const lifeMs = Math.min(longestConnectionMs, Math.max(expiresInMs - beforeExpiryMs, shortestConnectionMs));
      const over = new AbortController();
      await Promise.race([opened.ended, waitFor(lifeMs, AbortSignal.any([signal, over.signal]))]).finally(() =>
        over.abort(),
      );
      connection = undefined;
      opened.end();
      const tooLate = setTimeout(
        () => opened.breakOff(new PutMediaEndedError('AWS did not end the connection')),
        lastAcknowledgementsWithinMs,
      );
      await opened.ended.finally(() => clearTimeout(tooLate));
    } catch (error) {
      connection = undefined;
      if (isDenied(error)) options.onDenied?.();
      if (signal.aborted) break;
      const retryInMs = retryDelayMs(++failures, backoff);
      onProgress({ type: 'stream-lost', reason: `${(error as Error).name}: ${(error as Error).message}`, retryInMs });
      await waitFor(retryInMs, signal);
    }
  }
  stopRecording?.();
}

type Target = Omit<PutMediaOptions, 'onAcknowledgement'> & { readonly expiresInMs: number };

/** Asked before every connection: where, as whom, and what time it is for AWS. */
async function findEndpoint({ aws, streamName: given }: MediaStreamOptions): Promise<Target> {
  const streamName = typeof given === 'function' ? given() : given;
  const client = new KinesisVideoClient({ ...aws });
  try {
    const { DataEndpoint } = await client.send(
      new GetDataEndpointCommand({ StreamName: streamName, APIName: 'PUT_MEDIA' }),
    );
    if (DataEndpoint === undefined) throw new Error('KVS answered without DataEndpoint');
    const credentials = typeof aws.credentials === 'function' ? await aws.credentials() : aws.credentials;
    const now = Date.now() + client.config.systemClockOffset;
    const expiresInMs = credentials.expiration ? credentials.expiration.getTime() - now : Infinity;
    return { endpoint: DataEndpoint, streamName, region: aws.region, credentials, now, expiresInMs };
  } finally {
    client.destroy();
  }
}
