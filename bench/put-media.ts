// Fifty cameras that stream at once through PutMedia, with credentials of their own: in real time, and as fast as they are acknowledged.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { GetDataEndpointCommand, KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { requestCredentials } from '../camera/iot-credentials-request.ts';
import { startBenchCloud, type BenchCamera, type BenchCloud } from './cloud.ts';
import type { Sender, Sent, SendersTask } from './put-media-senders.ts';

const cameras = 50;
const seconds = 15;
// Two megabits per second: what a camera of today sends for 1080p.
const fragmentBytes = 250_000;

export async function benchPutMedia(): Promise<string> {
  const bench = await startBenchCloud({ media: 'stream' });
  try {
    const fleet: BenchCamera[] = [];
    for (let index = 0; index < cameras; index++) fleet.push(await bench.makeCamera(`camera-${index}`));
    await Promise.all(fleet.map((camera) => bench.register(camera)));
    const senders = await Promise.all(fleet.map((camera) => senderOf(bench, camera)));
    const idleBytes = process.memoryUsage().rss;
    const realTime = await measure({ senders, seconds, fragmentBytes, everyMs: 1000 });
    const fastest = await measure({ senders, seconds, fragmentBytes, inFlight: 3 });
    return [
      `${cameras} cameras, fragments of ${fragmentBytes / 1000} KB, ${seconds} s each; before it the cloud's process has ${megabytes(idleBytes)} MB`,
      row('a fragment per second each', realTime),
      row('as fast as acknowledged', fastest),
      '',
      'Counted when PERSISTED: the operating system has the fragment. The cameras are in a process of their own, so memory is',
      'that of the cloud with everything else in it. Not one fragment went unacknowledged.',
    ].join('\n');
  } finally {
    await bench.stop();
  }
}

/** All by the camera's own certificate, as a camera does it. */
async function senderOf(bench: BenchCloud, { cameraName, identity }: BenchCamera): Promise<Sender> {
  const { addresses, region } = bench.cloud.context;
  const { accessKeyId, secretAccessKey, sessionToken } = await requestCredentials({
    endpoint: new URL(addresses.credentialProviderUrl).host,
    roleAlias: bench.outputs.get('CameraRoleAliasName')!,
    thingName: cameraName,
    identity,
    serverCa: bench.serverCa,
  });
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
  const client = new KinesisVideoClient({ region, endpoint: addresses.awsEndpointUrl, credentials });
  const { DataEndpoint } = await client.send(
    new GetDataEndpointCommand({ StreamName: cameraName, APIName: 'PUT_MEDIA' }),
  );
  client.destroy();
  return { endpoint: DataEndpoint!, streamName: cameraName, region, credentials };
}

interface Measured extends Sent {
  readonly peakBytes: number;
}

async function measure(task: SendersTask): Promise<Measured> {
  const child = fork(fileURLToPath(new URL('./put-media-senders.ts', import.meta.url)), {
    execArgv: ['--no-warnings', '--import', 'tsx'],
  });
  let peakBytes = 0;
  const watch = setInterval(() => (peakBytes = Math.max(peakBytes, process.memoryUsage().rss)), 50);
  try {
    child.send(task);
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`the cameras' process ended with ${String(code)}`);
    });
    ended.catch(() => undefined);
    const [sent] = (await Promise.race([once(child, 'message'), ended])) as [Sent];
    if (sent.persisted !== sent.sent) throw new Error(`${sent.sent - sent.persisted} fragments were not persisted.`);
    return { ...sent, peakBytes };
  } finally {
    clearInterval(watch);
    child.kill();
  }
}

function row(name: string, { persisted, tookMs, latencyMs, peakBytes }: Measured): string {
  const perSecond = (persisted * 1000) / tookMs;
  const rate = ((perSecond * fragmentBytes) / 1e6).toFixed(1);
  return `${name.padEnd(28)} ${rate.padStart(6)} MB/s ${perSecond.toFixed(0).padStart(5)} fragments/s   PERSISTED after ${latencyMs.median.toFixed(0)} ms (median), ${latencyMs.slowest.toFixed(0)} ms (slowest)   peak ${megabytes(peakBytes)} MB`;
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
