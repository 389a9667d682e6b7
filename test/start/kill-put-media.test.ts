// kill -9 while media arrives: what was acknowledged as PERSISTED is there after the next start, byte for byte.
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { CreateStreamCommand, DescribeStreamCommand, KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import {
  GetMediaForFragmentListCommand,
  KinesisVideoArchivedMediaClient,
  ListFragmentsCommand,
} from '@aws-sdk/client-kinesis-video-archived-media';
import { systemClock } from '../../localcloud/core/clock.ts';
import { MatroskaReader } from '../../matroska/matroska-reader.ts';
import { temporaryDirectory } from '../support/cloud-context.ts';
import { stopCommands } from '../support/command-line.ts';
import { makeDataDir, npmStart, readEndpoints, untilUp } from '../support/npm-start.ts';
import { connectProducer } from '../support/put-media.ts';
import { cluster, header } from '../support/write-matroska.ts';

afterAll(stopCommands);

const StreamName = 'front-door';
const persistedBeforeTheKill = 25;
/** Of every fragment another one, so that no two can be confused. */
const payload = (fragment: number): Buffer => Buffer.alloc(20_000, `fragment ${fragment} `);
const media = (fragment: number): Buffer => cluster(fragment * 1000, [{ track: 1, at: 0, bytes: payload(fragment) }]);

it('loses no fragment that was acknowledged as PERSISTED', async () => {
  const temporary = await temporaryDirectory();
  const dataDir = join(temporary.path, 'data');
  await makeDataDir(dataDir);
  const first = npmStart(dataDir, '--no-demo');
  await untilUp(first);
  const { region, awsEndpointUrl, operator } = await readEndpoints(dataDir);
  const settings = { region, endpoint: awsEndpointUrl, credentials: operator };
  const [kinesisVideo, archive] = [new KinesisVideoClient(settings), new KinesisVideoArchivedMediaClient(settings)];
  await kinesisVideo.send(new CreateStreamCommand({ StreamName, DataRetentionInHours: 24 }));
  const isActive = async (): Promise<boolean> =>
    (await kinesisVideo.send(new DescribeStreamCommand({ StreamName }))).StreamInfo?.Status === 'ACTIVE';
  while (!(await isActive()));
  const connect = () =>
    connectProducer({ addresses: { awsEndpointUrl }, clock: systemClock, iam: { operator } } as never, StreamName);

  const producer = connect();
  await producer.send(header());
  let sent = 0;
  const killed = producer.acked('PERSISTED', persistedBeforeTheKill).then(() => first.child.kill('SIGKILL'));
  while (first.child.exitCode === null && !producer.request.destroyed && sent < 5000) {
    // The kernel may notice before node does.
    await producer.send(media(sent++)).catch(() => undefined);
  }
  await killed;
  await first.finished;
  await producer.closed;
  const persisted = producer.acks.filter(({ EventType }) => EventType === 'PERSISTED');
  // In the middle of it: more was on its way than was acknowledged.
  expect(persisted.length).toBeGreaterThanOrEqual(persistedBeforeTheKill);
  expect(sent).toBeGreaterThan(persisted.length);

  const second = npmStart(dataDir, '--no-demo');
  await untilUp(second);
  // More than a page, where the machine is quick.
  const listed: (string | undefined)[] = [];
  let NextToken: string | undefined;
  do {
    const page = await archive.send(
      new ListFragmentsCommand({
        StreamName,
        MaxResults: 1000,
        FragmentSelector: {
          FragmentSelectorType: 'SERVER_TIMESTAMP',
          TimestampRange: { StartTimestamp: new Date(0), EndTimestamp: new Date(Date.now() + 86_400_000) },
        },
        ...(NextToken !== undefined && { NextToken }),
      }),
    );
    listed.push(...(page.Fragments ?? []).map(({ FragmentNumber }) => FragmentNumber));
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  expect(persisted.length).toBeLessThanOrEqual(listed.length);
  expect(listed).toEqual(expect.arrayContaining(persisted.map(({ FragmentNumber }) => FragmentNumber)));
  for (const { FragmentNumber, FragmentTimecode } of persisted) {
    const { Payload } = await archive.send(
      new GetMediaForFragmentListCommand({ StreamName, Fragments: [FragmentNumber!] }),
    );
    const reader = new MatroskaReader();
    const events = [...reader.push(Buffer.from(await Payload!.transformToByteArray())), ...reader.end()];
    const data = Buffer.concat(events.map((event) => (event.type === 'data' ? event.bytes : Buffer.alloc(0))));
    const fragment = FragmentTimecode! / 1000;
    expect([fragment, data.includes(payload(fragment))]).toEqual([fragment, true]);
  }

  // And the stream takes more.
  const next = connect();
  await next.send(Buffer.concat([header(), media(9000), media(9001)]));
  await next.acked('PERSISTED', 1);
  await next.end();
  second.child.kill('SIGINT');
  expect(await second.finished).toMatchObject({ code: 0, err: '' });
  await temporary.remove();
}, 180_000);
