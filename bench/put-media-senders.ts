// The cameras of the PutMedia measurement, in a process of their own: each keeps one connection, and counts what was persisted.
import { matroskaCluster, matroskaHeader } from '../camera/matroska.ts';
import { openPutMedia } from '../camera/put-media.ts';
import { median } from './side-by-side.ts';

export interface Sender {
  readonly endpoint: string;
  readonly streamName: string;
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

export interface SendersTask {
  readonly senders: readonly Sender[];
  readonly seconds: number;
  readonly fragmentBytes: number;
  /** A fragment so often; or so many on the way at once. */
  readonly everyMs?: number;
  readonly inFlight?: number;
}

export interface Sent {
  readonly sent: number;
  readonly persisted: number;
  /** From the first fragment sent to the last one persisted. */
  readonly tookMs: number;
  /** From sending a fragment to its PERSISTED. */
  readonly latencyMs: { readonly median: number; readonly slowest: number };
}

async function send({ senders, seconds, fragmentBytes, everyMs, inFlight = 1 }: SendersTask): Promise<Sent> {
  const jpeg = Buffer.alloc(fragmentBytes, 0x5a);
  const latencies: number[] = [];
  let sent = 0;
  const startedAt = performance.now();
  const isOver = (): boolean => performance.now() - startedAt > seconds * 1000;

  const stream = async (sender: Sender, index: number): Promise<void> => {
    const sentAt = new Map<number, number>();
    let timecode = Date.now();
    const next = (): void => {
      if (isOver()) return;
      timecode += 1000;
      sentAt.set(timecode, performance.now());
      sent++;
      connection.send(matroskaCluster([{ atMs: timecode, jpeg }]));
    };
    const connection = await openPutMedia(
      {
        ...sender,
        now: Date.now(),
        onAcknowledgement({ EventType, FragmentTimecode }) {
          const at = sentAt.get(FragmentTimecode ?? 0);
          if (EventType !== 'PERSISTED' || at === undefined) return;
          latencies.push(performance.now() - at);
          if (everyMs === undefined) next();
        },
      },
      matroskaHeader({ width: 1920, height: 1080 }),
    );
    if (everyMs === undefined) for (let fragment = 0; fragment < inFlight; fragment++) next();
    // Cameras aren't in step.
    else await wait((everyMs * index) / senders.length);
    while (!isOver()) {
      if (everyMs !== undefined) next();
      await wait(everyMs ?? 100);
    }
    connection.end();
    await connection.ended;
  };
  await Promise.all(senders.map(stream));
  const slowest = latencies.reduce((most, latency) => Math.max(most, latency), 0);
  return {
    sent,
    persisted: latencies.length,
    tookMs: performance.now() - startedAt,
    latencyMs: { median: median(latencies), slowest },
  };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

process.once('message', (task: SendersTask) => {
  void send(task).then((sent) => process.send!(sent));
});
