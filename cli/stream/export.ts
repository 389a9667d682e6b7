// A camera's stream as one Matroska file, through the APIs that AWS has for it: list the fragments, fetch their media, join it.
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { GetDataEndpointCommand, KinesisVideoClient, type APIName } from '@aws-sdk/client-kinesis-video';
import {
  GetMediaForFragmentListCommand,
  KinesisVideoArchivedMediaClient,
  ListFragmentsCommand,
  type Fragment,
  type ListFragmentsCommandInput,
  type ListFragmentsCommandOutput,
} from '@aws-sdk/client-kinesis-video-archived-media';
import { element, elementHeader, ids } from '../../matroska/elements.ts';
import { type MatroskaHeader, sameTracks } from '../../matroska/header.ts';
import { MatroskaReader } from '../../matroska/matroska-reader.ts';
import { RefusedError } from '../failures.ts';
import type { ClientConfig } from '../target.ts';

export interface ExportResult {
  readonly fragments: number;
  readonly bytes: number;
  /** Producer's time of the first and of the last fragment's begin. */
  readonly from: string;
  readonly to: string;
  /** Fragments with other tracks or codec settings than the first; one file can't hold both. */
  readonly leftOut: number;
}

// AWS takes 1,000 numbers, and five requests per second.
const fragmentsPerRequest = 100;

/** Throws RefusedError when the stream holds nothing, or loses a fragment meanwhile. */
export async function exportStream(
  client: ClientConfig,
  StreamName: string,
  path: string,
  onProgress: (done: number, total: number) => void,
): Promise<ExportResult> {
  const control = new KinesisVideoClient(client);
  const archive = async (APIName: APIName): Promise<KinesisVideoArchivedMediaClient> => {
    const { DataEndpoint } = await control.send(new GetDataEndpointCommand({ StreamName, APIName }));
    return new KinesisVideoArchivedMediaClient({ ...client, endpoint: DataEndpoint! });
  };
  const fragments = await listFragments(await archive('LIST_FRAGMENTS'), StreamName);
  const [first, last] = [fragments[0], fragments.at(-1)];
  if (!first || !last) {
    throw new RefusedError(
      `The stream ${StreamName} holds no fragments: nothing was sent, or its retention has passed.`,
    );
  }
  const media = await archive('GET_MEDIA_FOR_FRAGMENT_LIST');
  const file = createWriteStream(path, { mode: 0o600 });
  await once(file, 'open');
  const writer = new MatroskaFile(file, timeOf(first));
  try {
    for (let index = 0; index < fragments.length; index += fragmentsPerRequest) {
      const batch = fragments.slice(index, index + fragmentsPerRequest);
      const Fragments = batch.map(({ FragmentNumber }) => FragmentNumber!);
      const { Payload } = await media.send(new GetMediaForFragmentListCommand({ StreamName, Fragments }));
      await writer.add(Payload as AsyncIterable<Buffer>, batch);
      onProgress(Math.min(index + fragmentsPerRequest, fragments.length), fragments.length);
    }
  } finally {
    file.end();
    await once(file, 'close');
  }
  return {
    fragments: writer.clusters,
    bytes: file.bytesWritten,
    from: new Date(timeOf(first)).toISOString(),
    to: new Date(timeOf(last)).toISOString(),
    leftOut: writer.leftOut,
  };
}

/** By producer time: AWS lists them in no order. */
const oneDayMs = 24 * 60 * 60 * 1000;

async function listFragments(archive: KinesisVideoArchivedMediaClient, StreamName: string): Promise<Fragment[]> {
  const fragments: Fragment[] = [];
  // AWS wants a range on the first page. By its own time, which no camera's wrong clock is in; and till tomorrow, should this machine's be late.
  let from: Pick<ListFragmentsCommandInput, 'FragmentSelector' | 'NextToken'> | undefined = {
    FragmentSelector: {
      FragmentSelectorType: 'SERVER_TIMESTAMP',
      TimestampRange: { StartTimestamp: new Date(0), EndTimestamp: new Date(Date.now() + oneDayMs) },
    },
  };
  do {
    const page: ListFragmentsCommandOutput = await archive.send(
      new ListFragmentsCommand({ StreamName, MaxResults: 1000, ...from }),
    );
    fragments.push(...(page.Fragments ?? []));
    from = page.NextToken === undefined ? undefined : { NextToken: page.NextToken };
  } while (from !== undefined);
  return fragments.sort((a, b) => timeOf(a) - timeOf(b) || (a.FragmentNumber! < b.FragmentNumber! ? -1 : 1));
}

function timeOf({ ProducerTimestamp, ServerTimestamp }: Fragment): number {
  return (ProducerTimestamp ?? ServerTimestamp ?? new Date(0)).getTime();
}

/** One EBML header and Segment; clusters are timed from the first one's producer time, across connections. */
class MatroskaFile {
  readonly #file: WriteStream;
  readonly #startsAt: number;
  #header: MatroskaHeader | undefined;
  clusters = 0;
  leftOut = 0;

  constructor(file: WriteStream, startsAt: number) {
    this.#file = file;
    this.#startsAt = startsAt;
  }

  /** `media`: one Matroska after the other, each with the number of its fragment in a tag. */
  async add(media: AsyncIterable<Buffer>, batch: readonly Fragment[]): Promise<void> {
    const times = new Map(batch.map((fragment) => [fragment.FragmentNumber, timeOf(fragment)]));
    let number: string | undefined;
    const reader = new MatroskaReader();
    let content: Buffer[] = [];
    let fits = true;
    for await (const chunk of withEnd(media)) {
      for (const event of chunk ? reader.push(chunk) : reader.end()) {
        if (event.type === 'tag' && event.name === 'AWS_KINESISVIDEO_EXCEPTION_MESSAGE') {
          throw new RefusedError(`KVS could not hand out a fragment: ${event.value} Export again for what is left.`);
        }
        if (event.type === 'tag' && event.name === 'AWS_KINESISVIDEO_FRAGMENT_NUMBER') number = event.value;
        if (event.type === 'header') fits = await this.#begin(event.header);
        else if (event.type === 'data') content.push(event.bytes);
        else if (event.type === 'cluster-end') {
          const at = times.get(number);
          if (at === undefined) throw new RefusedError(`KVS handed out fragment ${number}, which nobody asked for.`);
          if (fits) await this.#cluster(at, content);
          else this.leftOut++;
          content = [];
        }
      }
    }
  }

  async #begin(header: MatroskaHeader): Promise<boolean> {
    if (this.#header) return sameTracks(this.#header, header);
    this.#header = header;
    await this.#write(header.bytes);
    return true;
  }

  async #cluster(at: number, content: readonly Buffer[]): Promise<void> {
    const ticks = Math.round(((at - this.#startsAt) * 1e6) / this.#header!.timestampScaleNs);
    const body = Buffer.concat([element(ids.timestamp, ticks), ...content]);
    await this.#write(Buffer.concat([elementHeader(ids.cluster, body.length), body]));
    this.clusters++;
  }

  async #write(bytes: Buffer): Promise<void> {
    if (!this.#file.write(bytes)) await once(this.#file, 'drain');
  }
}

async function* withEnd(media: AsyncIterable<Buffer>): AsyncGenerator<Buffer | undefined> {
  yield* media;
  yield undefined;
}
