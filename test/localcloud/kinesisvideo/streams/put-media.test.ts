// Real HTTP, chunked, signed as AWS's producers sign; media from the tests' own Matroska writer.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { frontDoor } from '../../../../localcloud/front-door/front-door.ts';
import { awsQuotas } from '../../../../localcloud/services/kinesisvideo/quotas.ts';
import { kinesisVideo } from '../../../../localcloud/services/kinesisvideo/kinesisvideo.ts';
import { servicePrincipal } from '../../../../localcloud/core/principal.ts';
import { startTestCloud, type TestCloud } from '../../../support/cloud-context.ts';
import { connectProducer, type Producer, type ProducerOptions } from '../../../support/put-media.ts';
import { cluster, frame, header, tags } from '../../../support/write-matroska.ts';

let cloud: TestCloud;
let producers: Producer[];

beforeEach(async () => {
  producers = [];
  cloud = await startTestCloud();
  await cloud.add(frontDoor, (context) =>
    kinesisVideo(context, { ...awsQuotas, storedBytesPerStream: 100_000, storedFragmentsPerStream: 50 }),
  );
});
afterEach(async () => {
  for (const { request } of producers) request.destroy();
  await cloud.stop();
});

async function createStream(StreamName: string, DataRetentionInHours = 24): Promise<string> {
  const { aws, iam, clock } = cloud.context;
  const { StreamARN } = await aws.call(iam.operatorPrincipal, 'kinesisvideo', 'CreateStream', {
    StreamName,
    DataRetentionInHours,
  });
  await clock.advance(1000);
  return StreamARN!;
}

/** `null`: without a stream name. */
function connect(streamName: string | null = 'front-door', options: ProducerOptions = {}): Producer {
  const producer = connectProducer(cloud.context, streamName ?? undefined, options);
  producers.push(producer);
  return producer;
}

async function filesOf(): Promise<string[]> {
  const streams = join(cloud.context.dataDir, 'streams');
  // A directory that is being removed while it is read has no files any more.
  const files = await Promise.all((await readdir(streams)).map((id) => readdir(join(streams, id)).catch(() => [])));
  return files.flat().filter((file) => file.endsWith('.mkv'));
}

describe('media that arrives', () => {
  it('is acknowledged while the connection stays open, each fragment three times', async () => {
    await createStream('front-door');
    const producer = connect();
    await producer.send(header());
    await producer.send(cluster(0, [frame(0)]).subarray(0, 14));
    await producer.acked('BUFFERING');
    expect(producer.status).toBe(200);
    expect(producer.acks).toHaveLength(1);
    await producer.send(cluster(0, [frame(0)]).subarray(14));
    await producer.acked('PERSISTED');
    await producer.send(cluster(2000, [frame(0), frame(40)], { unknownSize: true }));
    await producer.acked('BUFFERING', 2);
    expect(producer.acks.filter(({ EventType }) => EventType === 'RECEIVED')).toHaveLength(1);
    await producer.send(cluster(4000, [frame(0)], { unknownSize: true }));
    await producer.acked('PERSISTED', 2);
    await producer.end();
    expect(producer.acks.map(({ EventType, FragmentTimecode }) => [EventType, FragmentTimecode])).toEqual(
      [0, 2000, 4000].flatMap((timecode) => [
        ['BUFFERING', timecode],
        ['RECEIVED', timecode],
        ['PERSISTED', timecode],
      ]),
    );
    const numbers = [...new Set(producer.acks.map(({ FragmentNumber }) => FragmentNumber!))];
    expect(numbers).toHaveLength(3);
    expect(numbers).toEqual([...numbers].sort());
  });

  it("is acknowledged in the form of AWS's documentation", async () => {
    await createStream('front-door');
    const producer = connect();
    await producer.send(Buffer.concat([header(), cluster(252200, [frame(0)])]));
    await producer.end();
    // [KVS developer guide, troubleshooting kvssink: "PERSISTED Acks in the logs"]
    const documented =
      '{"EventType":"RECEIVED","FragmentTimecode":252200,"FragmentNumber":"12345678901234567890123456724587702494771079511"}';
    const form = (line: string): string => line.replace(/"\d{47}"/, '"number"').replace(/[A-Z]{8,}/, 'EVENT');
    const lines = producer.text.split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map(form)).toEqual([form(documented), form(documented), form(documented)]);
  });

  it('is received and not persisted when the stream keeps nothing', async () => {
    await createStream('front-door', 0);
    const producer = connect();
    await producer.send(Buffer.concat([header(), cluster(0, [frame(0)])]));
    await producer.end();
    expect(producer.acks.map(({ EventType }) => EventType)).toEqual(['BUFFERING', 'RECEIVED']);
  });

  it('may start again with another header, and carry tags', async () => {
    await createStream('front-door');
    const producer = connect();
    const second = header({
      tracks: [
        { number: 1, codec: 'V_MPEG4/ISO/AVC' },
        { number: 2, codec: 'A_AAC' },
      ],
    });
    await producer.send(
      Buffer.concat([
        header(),
        cluster(0, [frame(0)], { unknownSize: true }),
        tags({ AWS_KINESISVIDEO_END_OF_FRAGMENT: '' }),
        second,
        cluster(1000, [frame(0), frame(5, 8, 2)]),
      ]),
    );
    await producer.end();
    expect(producer.acks.filter(({ EventType }) => EventType === 'PERSISTED')).toHaveLength(2);
    expect(await filesOf()).toHaveLength(2);
  });

  it('keeps idle connections for half an hour, telling so', async () => {
    await createStream('front-door');
    const producer = connect();
    await producer.send(Buffer.concat([header(), cluster(0, [frame(0)])]));
    await producer.acked('PERSISTED');
    await cloud.context.clock.advance(30_000);
    await producer.acked('IDLE');
    expect(producer.text).toMatch(/\n\{"EventType":"IDLE"\}\n$/);
    await cloud.context.clock.advance(29.5 * 60_000);
    await producer.closed;
    expect(producer.acks.some(({ EventType }) => EventType === 'ERROR')).toBe(false);
  });
});

describe('media that cannot be taken', () => {
  const audio = { number: 2, codec: 'A_AAC' };
  const video = { number: 1, codec: 'V_MPEG4/ISO/AVC' };
  it.each<[string, number, Buffer[]]>([
    ['FRAGMENT_TIMECODE_LESSER_THAN_PREVIOUS', 4004, [header(), cluster(100, [frame(0)]), cluster(99, [frame(0)])]],
    ['MAX_FRAGMENT_DURATION_REACHED', 4002, [header(), cluster(0, [frame(20_001)])]],
    ['TRACK_NUMBER_MISMATCH', 4010, [header(), cluster(0, [frame(0, 8, 2)])]],
    ['FRAMES_MISSING_FOR_TRACK', 4011, [header({ tracks: [video, audio] }), cluster(0, [frame(0)])]],
    [
      'MORE_THAN_ALLOWED_TRACKS_FOUND',
      4005,
      [header({ tracks: [1, 2, 3, 4].map((number) => ({ ...video, number })) }), cluster(0, [frame(0)])],
    ],
    ['INVALID_MKV_DATA', 4006, [Buffer.from('this is no Matroska')]],
    ['MAX_FRAGMENT_SIZE_REACHED', 4001, [header(), Buffer.from('1f43b67501ffffffffffffffe78100ec087fffffff', 'hex')]],
  ])('ends the connection with %s (%i)', async (code, id, media) => {
    await createStream('front-door');
    const producer = connect();
    await producer.send(Buffer.concat(media));
    if (id === 4001) {
      const megabyte = Buffer.alloc(1024 * 1024);
      for (let sent = 0; sent < 51; sent++) await producer.send(megabyte);
    }
    // The service ends it; the producer hasn't.
    await producer.closed;
    expect(producer.status).toBe(200);
    expect(producer.acks.at(-1)).toMatchObject({ EventType: 'ERROR', ErrorId: id, ErrorCode: code });
  });

  it('leaves what was persisted before', async () => {
    await createStream('front-door');
    const producer = connect();
    await producer.send(Buffer.concat([header(), cluster(0, [frame(0)]), Buffer.alloc(8)]));
    await producer.closed;
    expect(producer.acks.map(({ EventType }) => EventType)).toEqual(['BUFFERING', 'RECEIVED', 'PERSISTED', 'ERROR']);
  });

  it('is refused when the stream is deleted meanwhile', async () => {
    const StreamARN = await createStream('front-door');
    const producer = connect();
    await producer.send(Buffer.concat([header(), cluster(0, [frame(0)])]));
    await producer.acked('PERSISTED');
    const { aws, iam, clock } = cloud.context;
    await aws.call(iam.operatorPrincipal, 'kinesisvideo', 'DeleteStream', { StreamARN });
    await producer.send(cluster(1, [frame(0)]));
    await producer.closed;
    expect(producer.acks.at(-1)).toMatchObject({ EventType: 'ERROR', ErrorId: 4008 });
    await clock.advance(2000);
    // Removed in the background.
    while ((await filesOf()).length > 0) await new Promise((resolve) => setImmediate(resolve));
  });
});

describe('who may send', () => {
  const refusal = async (streamName: string | null, options: ProducerOptions = {}) => {
    const producer = connect(streamName, options);
    // The answer comes before a byte of the body.
    await producer.closed;
    return { status: producer.status, body: JSON.parse(producer.text) as { message?: string; Message?: string } };
  };

  it('is told by header signatures with and without x-amz-content-sha256', async () => {
    await createStream('front-door');
    for (const contentSha256 of [undefined, 'UNSIGNED-PAYLOAD']) {
      const producer = connect('front-door', contentSha256 === undefined ? {} : { contentSha256 });
      await producer.send(Buffer.concat([header(), cluster(0, [frame(0)])]));
      await producer.end();
      expect(producer.acks.map(({ EventType }) => EventType)).toContain('PERSISTED');
    }
  });

  it.each<[string, number, ProducerOptions]>([
    ['a changed header', 403, { tamper: (headers) => (headers['x-amzn-stream-name'] = 'garage') }],
    ['no signature', 403, { tamper: (headers) => delete headers['Authorization'] }],
    ['a signature for another service', 403, { service: 'iot' }],
    ['no timecode type', 400, { headers: { 'x-amzn-fragment-timecode-type': '' } }],
    ['a start time that is no number', 400, { headers: { 'x-amzn-producer-start-timestamp': 'now' } }],
    ['name and ARN', 400, { headers: { 'x-amzn-stream-arn': 'arn:aws:kinesisvideo:us-east-1:0:stream/a/1' } }],
  ])('refuses %s before reading the body', async (_, status, options) => {
    await createStream('front-door');
    await createStream('garage');
    expect(await refusal('front-door', options)).toMatchObject({ status });
  });

  it('knows no stream that is missing or not named', async () => {
    expect(await refusal('nowhere')).toMatchObject({ status: 404 });
    expect(await refusal(null)).toMatchObject({ status: 400 });
  });

  it('lets a camera into its own stream alone', async () => {
    const StreamARN = await createStream('front-door');
    await createStream('garage');
    const { iam } = cloud.context;
    const roleArn = 'arn:aws:iam::000000000000:role/camera';
    await iam.putRole({
      name: 'camera',
      arn: roleArn,
      trust: {
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
      },
      policies: [
        {
          Statement: [
            {
              Effect: 'Allow',
              Action: 'kinesisvideo:PutMedia',
              Resource: 'arn:aws:kinesisvideo:us-east-1:000000000000:stream/front-door/*',
            },
          ],
        },
      ],
      maxSessionSeconds: 3600,
    });
    const by = servicePrincipal('lambda.amazonaws.com', '000000000000', 'arn');
    const { credentials } = iam.assumeRole({ roleArn, by, sessionName: 's', durationSeconds: 900 });
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    const own = connect('front-door', { credentials: { accessKeyId, secretAccessKey, sessionToken } });
    await own.send(Buffer.concat([header(), cluster(0, [frame(0)])]));
    await own.end();
    expect(own.acks.at(-1)).toMatchObject({ EventType: 'PERSISTED' });
    const other = await refusal('garage', { credentials: { accessKeyId, secretAccessKey, sessionToken } });
    expect(other.status).toBe(403);
    expect(other.body.message ?? other.body.Message).toMatch(/not authorized to perform: kinesisvideo:PutMedia/);
    const byArn = connect(null, {
      credentials: { accessKeyId, secretAccessKey, sessionToken },
      headers: { 'x-amzn-stream-arn': StreamARN },
    });
    await byArn.end();
    expect(byArn.status).toBe(200);
    await cloud.context.clock.advance(900_000);
    expect(await refusal('front-door', { credentials: { accessKeyId, secretAccessKey, sessionToken } })).toMatchObject({
      status: 403,
      body: { message: expect.stringMatching(/expired/i) },
    });
  });
});

it('fifty cameras at once cost no memory for what they have sent', async () => {
  const names = Array.from({ length: 50 }, (_, index) => `camera-${index}`);
  for (const name of names) await createStream(name);
  const all = names.map((name) => connect(name));
  await Promise.all(all.map((producer) => producer.send(header())));
  const largest = { value: 0 };
  const before = process.memoryUsage().arrayBuffers;
  // 50 × 4 MB, as fragments of 400 kB.
  for (let round = 0; round < 10; round++) {
    await Promise.all(all.map((producer) => producer.send(cluster(round * 1000, [frame(0, 400_000)]))));
    await Promise.all(all.map((producer) => producer.acked('PERSISTED', round + 1)));
    largest.value = Math.max(largest.value, process.memoryUsage().arrayBuffers - before);
  }
  // Client and server share this process: the 20 MB that are under way, several times, and not 200.
  expect(largest.value).toBeLessThan(120 * 1024 * 1024);
  // The size cap is 100 kB here: only the newest file of each stays while it is being written.
  expect((await filesOf()).length).toBeLessThanOrEqual(50);
});
