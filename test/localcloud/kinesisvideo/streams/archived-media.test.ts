// What was sent comes back: through AWS's own clients, after a break, after a kill, and as one file.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import {
  KinesisVideoArchivedMediaClient,
  GetMediaForFragmentListCommand,
  ListFragmentsCommand,
} from '@aws-sdk/client-kinesis-video-archived-media';
import { systemClock, type Clock } from '../../../../localcloud/core/clock.ts';
import { frontDoor } from '../../../../localcloud/front-door/front-door.ts';
import { kinesisVideo } from '../../../../localcloud/services/kinesisvideo/kinesisvideo.ts';
import { type MatroskaEvent, MatroskaReader } from '../../../../matroska/matroska-reader.ts';
import { lensgateCommand } from '../../../support/command-line.ts';
import { startTestCloud, temporaryDirectory, type TestCloud } from '../../../support/cloud-context.ts';
import { connectProducer } from '../../../support/put-media.ts';
import { cluster, frame, header } from '../../../support/write-matroska.ts';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let cloud: TestCloud<Clock>;
const start = async () => {
  cloud = await startTestCloud({ dataDir: directory.path, clock: systemClock });
  await cloud.add(frontDoor, kinesisVideo);
};
beforeEach(async () => {
  directory = await temporaryDirectory();
  await start();
  const { aws, iam } = cloud.context;
  await aws.call(iam.operatorPrincipal, 'kinesisvideo', 'CreateStream', {
    StreamName: 'front-door',
    DataRetentionInHours: 24,
  });
  const describeStream = () =>
    aws.call(iam.operatorPrincipal, 'kinesisvideo', 'DescribeStream', { StreamName: 'front-door' });
  while ((await describeStream()).StreamInfo?.Status !== 'ACTIVE') {
    await new Promise((resolve) => systemClock.after(20, () => resolve(undefined)));
  }
});
afterEach(async () => {
  await cloud.stop();
  await directory.remove();
});

const archive = () =>
  new KinesisVideoArchivedMediaClient({
    endpoint: cloud.context.addresses.awsEndpointUrl,
    region: 'us-east-1',
    credentials: cloud.context.iam.operator,
    maxAttempts: 1,
  });
const list = async (input: object = {}) =>
  archive().send(new ListFragmentsCommand({ StreamName: 'front-door', ...input }));

/** Sends the clusters, the last of them cut off in the middle, and breaks the connection. */
async function sendAndBreak(startSeconds: number, ...clusters: Buffer[]): Promise<void> {
  const producer = connectProducer(cloud.context, 'front-door', {
    headers: { 'x-amzn-producer-start-timestamp': String(startSeconds) },
  });
  await producer.send(Buffer.concat([header(), ...clusters, cluster(30_000, [frame(0, 1000)]).subarray(0, 500)]));
  await producer.acked('PERSISTED', clusters.length);
  await producer.acked('BUFFERING', clusters.length + 1);
  producer.request.destroy();
  await producer.closed;
}

function read(bytes: Uint8Array): MatroskaEvent[] {
  const reader = new MatroskaReader();
  return [...reader.push(Buffer.from(bytes)), ...reader.end()];
}

it('a broken connection loses nothing that was persisted, and a restart neither', async () => {
  await sendAndBreak(1_700_000_000, cluster(0, [frame(0), frame(40)]), cluster(2000, [frame(0)]));
  await cloud.stop();
  await start();
  const { Fragments } = await list();
  expect(Fragments).toMatchObject([
    { ProducerTimestamp: new Date(1_700_000_000_000), FragmentLengthInMilliseconds: 80 },
    { ProducerTimestamp: new Date(1_700_000_002_000) },
  ]);
  const numbers = Fragments!.map(({ FragmentNumber }) => FragmentNumber!);
  const { Payload, ContentType } = await archive().send(
    new GetMediaForFragmentListCommand({ StreamName: 'front-door', Fragments: numbers }),
  );
  expect(ContentType).toBe('video/webm');
  const events = read(await Payload!.transformToByteArray());
  expect(events.filter(({ type }) => type === 'cluster-start')).toMatchObject([{ timestamp: 0 }, { timestamp: 2000 }]);
  expect(events).toContainEqual({ type: 'tag', name: 'AWS_KINESISVIDEO_FRAGMENT_NUMBER', value: numbers[1] });
  expect(events).toContainEqual({
    type: 'tag',
    name: 'AWS_KINESISVIDEO_PRODUCER_SIDE_TIMESTAMP',
    value: '1700000002.000',
  });
});

it('fragments are listed page by page and by time; unknown ones are told as missing', async () => {
  await sendAndBreak(1_700_000_000, ...[0, 1000, 2000].map((timestamp) => cluster(timestamp, [frame(0)])));
  const first = await list({ MaxResults: 2 });
  expect(first.Fragments).toHaveLength(2);
  expect((await list({ NextToken: first.NextToken })).Fragments).toHaveLength(1);
  const at = new Date(1_700_000_001_000);
  const selected = await list({
    FragmentSelector: {
      FragmentSelectorType: 'PRODUCER_TIMESTAMP',
      TimestampRange: { StartTimestamp: at, EndTimestamp: at },
    },
  });
  expect(selected.Fragments).toMatchObject([{ ProducerTimestamp: at }]);
  await expect(list({ StreamName: 'nowhere' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  const { Payload } = await archive().send(
    new GetMediaForFragmentListCommand({ StreamName: 'front-door', Fragments: ['1'] }),
  );
  expect(read(await Payload!.transformToByteArray())).toContainEqual({
    type: 'tag',
    name: 'AWS_KINESISVIDEO_EXCEPTION_ERROR_CODE',
    value: '4000',
  });
});

it('is inaccessible as soon as the deletion of the stream is answered', async () => {
  await sendAndBreak(1_700_000_000, cluster(0, [frame(0)]));
  const { FragmentNumber } = (await list()).Fragments![0]!;
  const { aws, iam } = cloud.context;
  const { StreamInfo } = await aws.call(iam.operatorPrincipal, 'kinesisvideo', 'DescribeStream', {
    StreamName: 'front-door',
  });
  await aws.call(iam.operatorPrincipal, 'kinesisvideo', 'DeleteStream', { StreamARN: StreamInfo!.StreamARN! });
  const gone = { name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 404 } };
  await expect(list()).rejects.toMatchObject(gone);
  const media = new GetMediaForFragmentListCommand({ StreamName: 'front-door', Fragments: [FragmentNumber!] });
  await expect(archive().send(media)).rejects.toMatchObject(gone);
});

it('lensgate stream export writes one Matroska file, in order across connections', async () => {
  await sendAndBreak(1_700_000_010, cluster(0, [frame(0, 20)]));
  await sendAndBreak(1_700_000_000, cluster(0, [frame(0, 10)]), cluster(2500, [frame(0, 11)], { unknownSize: false }));
  const { addresses, iam } = cloud.context;
  await writeFile(
    join(directory.path, 'endpoints.json'),
    JSON.stringify({ region: 'us-east-1', awsEndpointUrl: addresses.awsEndpointUrl, operator: iam.operator }),
  );
  const out = join(directory.path, 'out.mkv');
  const args = ['--data-dir', directory.path, '--json', 'stream', 'export', '--out', out, '--camera', 'c', '--stream'];
  const { code, out: text, err } = await lensgateCommand([...args, 'front-door']);
  expect({ code, err: err.replace(/^\(node[^]*$/m, '') }).toEqual({ code: 0, err: '' });
  expect(JSON.parse(text)).toMatchObject({
    stream: 'front-door',
    fragments: 3,
    leftOut: 0,
    from: '2023-11-14T22:13:20.000Z',
    to: '2023-11-14T22:13:30.000Z',
  });
  const events = read(await readFile(out));
  expect(events.filter(({ type }) => type === 'header')).toHaveLength(1);
  expect(events.filter(({ type }) => type === 'cluster-start')).toMatchObject([
    { timestamp: 0 },
    { timestamp: 2500 },
    { timestamp: 10_000 },
  ]);
  const missing = await lensgateCommand([...args, 'garage']);
  expect(missing.code).toBe(1);
  expect(missing.err).toMatch(/There is no stream garage/);
});
