// Reading a stream back: which fragments there are, and the media of some of them. [KVS API: archived media]
import { createReadStream } from 'node:fs';
import { element, elementHeader, ids } from '../../../../matroska/elements.ts';
import { AwsError } from '../../../core/aws-error.ts';
import type { InputOf, OutputOf } from '../../../core/aws-model.ts';
import type { Operations } from '../../../core/operation.ts';
import { invalidArgument, shown } from '../channel.ts';
import type { Fragment } from './fragment.ts';
import type { Fragments } from './fragments.ts';
import type { Stream } from './stream.ts';
import type { StreamReference, Streams } from './streams.ts';

type MediaStream = NonNullable<OutputOf<'kinesisvideoarchivedmedia', 'GetMediaForFragmentList'>['Payload']>;

const fragmentsPerRequest = 1000;

export function archivedMediaOperations(
  streams: Streams,
  fragments: Fragments,
): Operations<'kinesisvideoarchivedmedia'> {
  return {
    ListFragments: {
      permissions: (input) => streams.permission('ListFragments', input),
      handle: async (input) => listFragments(fragments.list(findKeeping(streams, input)), input),
    },

    GetMediaForFragmentList: {
      permissions: (input) => streams.permission('GetMediaForFragmentList', input),
      async handle({ Fragments: numbers = [], ...reference }) {
        if (numbers.length < 1 || numbers.length > fragmentsPerRequest) {
          throw invalidArgument(`Fragments must be 1 to ${fragmentsPerRequest} numbers, but are ${numbers.length}.`);
        }
        const wrong = numbers.find((number) => !/^\d{1,128}$/.test(number));
        if (wrong !== undefined) throw invalidArgument(`A fragment's number has digits alone, but is ${shown(wrong)}.`);
        const stream = findKeeping(streams, reference);
        const known = new Map(fragments.list(stream).map((fragment) => [fragment.number, fragment]));
        const wanted = numbers.map((number) => known.get(number) ?? number);
        // The front door sends it piece by piece. The model's type is a client's stream, with more to it.
        const Payload = media(stream, fragments, wanted) as AsyncIterable<Buffer> as MediaStream;
        return { ContentType: 'video/webm', Payload };
      },
    },
  };
}

function findKeeping(streams: Streams, { StreamName, StreamARN }: StreamReference): Stream {
  const stream = streams.find({ StreamName, StreamARN });
  // Data is inaccessible as soon as the deletion is answered. [KVS API: DeleteStream]
  if (stream.status === 'DELETING') throw streams.notFound();
  if (stream.retentionHours === 0) {
    throw new AwsError('NoDataRetentionException', `The stream ${stream.name} has a data retention of 0 hours.`);
  }
  return stream;
}

function listFragments(
  all: readonly Fragment[],
  { MaxResults = 100, NextToken, FragmentSelector: selector }: InputOf<'kinesisvideoarchivedmedia', 'ListFragments'>,
): OutputOf<'kinesisvideoarchivedmedia', 'ListFragments'> {
  if (!Number.isInteger(MaxResults) || MaxResults < 1 || MaxResults > 1000) {
    throw invalidArgument(`MaxResults must be a whole number from 1 to 1000, but is ${MaxResults}.`);
  }
  const type = selector?.FragmentSelectorType;
  if (selector && type !== 'PRODUCER_TIMESTAMP' && type !== 'SERVER_TIMESTAMP') {
    throw invalidArgument(
      `FragmentSelectorType must be PRODUCER_TIMESTAMP or SERVER_TIMESTAMP, but is ${shown(type)}.`,
    );
  }
  const from = selector?.TimestampRange?.StartTimestamp?.getTime() ?? -Infinity;
  const to = selector?.TimestampRange?.EndTimestamp?.getTime() ?? Infinity;
  const after = NextToken === undefined ? '' : Buffer.from(NextToken, 'base64url').toString();
  const rest = all.filter(({ number, serverAt, producerAt }) => {
    const at = type === 'SERVER_TIMESTAMP' ? serverAt : producerAt;
    return number > after && at >= from && at <= to;
  });
  const page = rest.slice(0, MaxResults);
  const last = page.at(-1);
  return {
    Fragments: page.map(({ number, size, headerLength, producerAt, serverAt, lengthMs }) => ({
      FragmentNumber: number,
      FragmentSizeInBytes: size + headerLength,
      ProducerTimestamp: new Date(producerAt),
      ServerTimestamp: new Date(serverAt),
      FragmentLengthInMilliseconds: lengthMs,
    })),
    ...(last && rest.length > page.length && { NextToken: Buffer.from(last.number).toString('base64url') }),
  };
}

/** For each fragment a Matroska of its own: header, AWS's tags, one cluster. */
async function* media(
  stream: Stream,
  fragments: Fragments,
  wanted: readonly (Fragment | string)[],
): AsyncGenerator<Buffer> {
  for (const fragment of wanted) {
    if (typeof fragment === 'string') {
      yield notFound(fragment);
      continue;
    }
    const path = fragments.path(stream, fragment.file);
    yield* createReadStream(path, { start: 0, end: fragment.headerLength - 1 }) as AsyncIterable<Buffer>;
    yield tags({
      AWS_KINESISVIDEO_FRAGMENT_NUMBER: fragment.number,
      AWS_KINESISVIDEO_SERVER_SIDE_TIMESTAMP: (fragment.serverAt / 1000).toFixed(3),
      AWS_KINESISVIDEO_PRODUCER_SIDE_TIMESTAMP: (fragment.producerAt / 1000).toFixed(3),
    });
    const timestamp = element(ids.timestamp, fragment.timestamp);
    yield Buffer.concat([elementHeader(ids.cluster, timestamp.length + fragment.size), timestamp]);
    const { offset, size } = fragment;
    yield* createReadStream(path, { start: offset, end: offset + size - 1 }) as AsyncIterable<Buffer>;
  }
}

// The answer has begun when a fragment turns out to be missing; so AWS tells it in tags.
function notFound(number: string): Buffer {
  return Buffer.concat([
    element(ids.ebml, element(ids.docType, 'matroska')),
    elementHeader(ids.segment),
    tags({
      AWS_KINESISVIDEO_FRAGMENT_NUMBER: number,
      AWS_KINESISVIDEO_EXCEPTION_ERROR_CODE: '4000',
      AWS_KINESISVIDEO_EXCEPTION_MESSAGE: 'The requested fragment is not found.',
    }),
  ]);
}

function tags(values: Readonly<Record<string, string>>): Buffer {
  const simple = Object.entries(values).map(([name, value]) =>
    element(ids.simpleTag, Buffer.concat([element(ids.tagName, name), element(ids.tagString, value)])),
  );
  return element(ids.tags, element(ids.tag, Buffer.concat(simple)));
}
