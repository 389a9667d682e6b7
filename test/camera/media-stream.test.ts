// A camera records into its stream by nothing but its certificate, and what it sent comes back: whole, once, and playable.
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { decode } from 'jpeg-js';
import { iotCredentials } from '../../camera/iot-credentials.ts';
import { streamMedia } from '../../camera/media-stream.ts';
import type { CameraEvent } from '../../camera/progress.ts';
import { MatroskaReader, type MatroskaEvent } from '../../matroska/matroska-reader.ts';
import {
  roleAlias,
  startProviderCloud,
  type ProviderCloud,
} from '../localcloud/credentials-provider/provider-cloud.ts';
import { lensgateCommand } from '../support/command-line.ts';

let provided: ProviderCloud;
let off: AbortController;
let running: Promise<unknown>[];
let events: CameraEvent[];
let wake: (() => void) | undefined;

beforeEach(async () => {
  provided = await startProviderCloud();
  await provided.putRole({
    statements: [
      {
        Effect: 'Allow',
        Action: ['kinesisvideo:PutMedia', 'kinesisvideo:GetDataEndpoint'],
        Resource: 'arn:aws:kinesisvideo:*:*:stream/${credentials-iot:ThingName}/*',
      },
    ],
  });
  [off, running, events] = [new AbortController(), [], []];
});
afterEach(async () => {
  off.abort();
  await Promise.all(running);
  await provided.stop();
});

async function createStream(StreamName: string): Promise<void> {
  const { aws, iam, clock } = provided.iot.cloud.context;
  await aws.call(iam.operatorPrincipal, 'kinesisvideo', 'CreateStream', { StreamName, DataRetentionInHours: 24 });
  await clock.advance(1000);
}

async function switchOn(
  thingName: string,
  {
    streamName = thingName,
    longestConnectionMs,
  }: { streamName?: string | (() => string); longestConnectionMs?: number } = {},
): Promise<void> {
  const identity = await provided.addCamera(thingName);
  const { addresses, dataDir, region } = provided.iot.cloud.context;
  const credentials = iotCredentials({
    endpoint: new URL(addresses.credentialProviderUrl).host,
    roleAlias,
    thingName,
    identity,
    serverCa: await readFile(join(dataDir, 'certificates', 'server-ca-certificate.pem'), 'utf8'),
  });
  running.push(
    streamMedia({
      cameraName: thingName,
      streamName,
      aws: { region, endpoint: addresses.awsEndpointUrl, credentials: credentials.provide },
      signal: off.signal,
      backoff: { baseMs: 10, capMs: 20 },
      onDenied: credentials.discard,
      pace: { framesPerSecond: 15, framesPerFragment: 3 },
      ...(longestConnectionMs !== undefined && { longestConnectionMs }),
      onProgress(event) {
        events.push(event);
        wake?.();
      },
    }),
  );
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise<void>((resolve) => (wake = resolve));
}
const count = (type: CameraEvent['type']): number => events.filter((event) => event.type === type).length;

async function switchOff(): Promise<void> {
  off.abort();
  await Promise.all(running);
}

async function exported(streamName: string): Promise<MatroskaEvent[]> {
  const { addresses, dataDir, iam } = provided.iot.cloud.context;
  await writeFile(
    join(dataDir, 'endpoints.json'),
    JSON.stringify({ region: 'us-east-1', awsEndpointUrl: addresses.awsEndpointUrl, operator: iam.operator }),
  );
  const out = join(dataDir, 'out.mkv');
  const { code, err } = await lensgateCommand([
    ...['--data-dir', dataDir, 'stream', 'export', '--camera', 'front-door', '--stream', streamName, '--out', out],
  ]);
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
  const reader = new MatroskaReader();
  return [...reader.push(await readFile(out)), ...reader.end()];
}

/** The bytes from the first JPEG's start to its end marker. [ITU T.81 B.1.1.3] */
function firstJpeg(media: MatroskaEvent[]): Buffer {
  const bytes = Buffer.concat(media.map((event) => (event.type === 'data' ? event.bytes : Buffer.alloc(0))));
  const [start, end] = [bytes.indexOf('ffd8', 0, 'hex'), bytes.indexOf('ffd9', 0, 'hex')];
  return bytes.subarray(start, end + 2);
}

describe('a camera that records', () => {
  it('has its pictures persisted, and exported as Motion JPEG', async () => {
    await createStream('front-door');
    await switchOn('front-door');
    await until(() => count('fragment-persisted') === 3);
    expect(events.slice(0, 4)).toEqual([
      { type: 'stream-started', streamName: 'front-door' },
      ...[1, 2, 3].map((persisted) => ({ type: 'fragment-persisted', streamName: 'front-door', count: persisted })),
    ]);
    await switchOff();
    const persisted = count('fragment-persisted');
    const media = await exported('front-door');
    expect(media[0]).toMatchObject({ type: 'header', header: { tracks: [{ number: 1, codecId: 'V_MJPEG' }] } });
    expect(media.filter(({ type }) => type === 'cluster-start')).toHaveLength(persisted);
    const frames = media.filter((event) => event.type === 'frame');
    expect(frames).toHaveLength(3 * persisted);
    expect(frames[0]).toMatchObject({ trackNumber: 1, timestamp: 0 });
    const { width, height, data } = decode(firstJpeg(media), { useTArray: true });
    expect([width, height]).toEqual([480, 272]);
    // EBU bars of 75 %: yellow is 191, 191, 0. Its middle is far from the moving line.
    const yellow = [...data.subarray(4 * (20 * width + 102), 4 * (20 * width + 102) + 3)];
    const white = [...data.subarray(4 * (20 * width + 34), 4 * (20 * width + 34) + 3)];
    for (const [index, value] of [191, 191, 0].entries()) expect(Math.abs(yellow[index]! - value)).toBeLessThan(64);
    expect(Math.min(...white)).toBeGreaterThan(150);
  });

  it('changes connections without losing or doubling a fragment', async () => {
    await createStream('front-door');
    await switchOn('front-door', { longestConnectionMs: 300 });
    await until(() => count('stream-started') === 3 && count('fragment-persisted') >= 4);
    await switchOff();
    expect(count('stream-lost')).toBe(0);
    const clusters = (await exported('front-door')).filter((event) => event.type === 'cluster-start');
    const times = clusters.map(({ timestamp }) => timestamp);
    expect(new Set(times).size).toBe(times.length);
    expect(times).toHaveLength(count('fragment-persisted'));
  });

  it('asks for the name of its stream before each connection: a renewal may have changed it', async () => {
    await provided.putRole({ statements: [{ Effect: 'Allow', Action: 'kinesisvideo:*', Resource: '*' }] });
    const names = ['by-certificate-1', 'by-certificate-2'];
    for (const name of names) await createStream(name);
    await switchOn('front-door', { streamName: () => names.shift() ?? 'by-certificate-2', longestConnectionMs: 300 });
    await until(() => count('stream-started') >= 2 && events.at(-1)?.type === 'fragment-persisted');
    await switchOff();
    const started = events.flatMap((event) => (event.type === 'stream-started' ? [event.streamName] : []));
    expect(started.slice(0, 2)).toEqual(['by-certificate-1', 'by-certificate-2']);
    expect(count('stream-lost')).toBe(0);
  });

  it('comes back after the connection broke, and sends again what was not persisted', async () => {
    await createStream('front-door');
    const proxy = await breakableProxy(provided.iot.cloud.context.addresses);
    await switchOn('front-door');
    await until(() => count('fragment-persisted') === 1);
    proxy.swallow();
    await until(() => count('stream-started') === 2);
    await until(() => events.at(-1)?.type === 'fragment-persisted');
    await switchOff();
    await proxy.close();
    const clusters = (await exported('front-door')).filter((event) => event.type === 'cluster-start');
    const sent = [...new Set(proxy.clusterTimes())].sort((one, other) => one - other);
    expect(new Set(clusters.map(({ timestamp }) => timestamp))).toEqual(new Set(sent.map((time) => time - sent[0]!)));
  });

  it("is refused at another camera's stream", async () => {
    await createStream('garage');
    await switchOn('front-door', { streamName: 'garage' });
    await until(() => count('stream-lost') === 2);
    expect(events[0]).toMatchObject({ reason: expect.stringContaining('AccessDeniedException') });
    expect(count('stream-started')).toBe(0);
  });
});

interface BreakableProxy {
  /** What the connection says next is lost; after a while of that, it breaks. */
  swallow(): void;
  /** Timestamps of the clusters that the camera has sent, lost ones too. */
  clusterTimes(): number[];
  close(): Promise<void>;
}

/** Stands between the camera and the cloud from now on. */
async function breakableProxy(addresses: { awsEndpointUrl: string }): Promise<BreakableProxy> {
  const cloudUrl = addresses.awsEndpointUrl;
  const { hostname, port } = new URL(cloudUrl);
  const sent: Buffer[][] = [];
  let swallowing = false;
  const server = createServer((socket) => {
    const upstream = connect(Number(port), hostname);
    upstream.pipe(socket);
    const bytes: Buffer[] = [];
    sent.push(bytes);
    let swallowed = 0;
    socket.on('data', (chunk: Buffer) => {
      bytes.push(chunk);
      if (!swallowing) return upstream.write(chunk);
      swallowed += chunk.length;
      // Two fragments at least.
      if (swallowed < 60_000) return;
      swallowing = false;
      socket.destroy();
    });
    for (const end of [socket, upstream]) end.on('error', () => undefined);
    socket.once('close', () => upstream.destroy());
    upstream.once('close', () => socket.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  addresses.awsEndpointUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    swallow: () => (swallowing = true),
    clusterTimes() {
      const text = sent.map((bytes) => Buffer.concat(bytes).toString('latin1')).join('');
      // Cluster and Timestamp, each with a size of eight bytes.
      return [...text.matchAll(/\x1f\x43\xb6\x75[^]{8}\xe7\x01\0{6}\x08([^]{8})/g)].map(([, time]) =>
        Number(Buffer.from(time!, 'latin1').readBigUInt64BE()),
      );
    },
    async close() {
      addresses.awsEndpointUrl = cloudUrl;
      server.close();
      await once(server, 'close');
    },
  };
}
