// Cameras registered per second through real mutual TLS, from the first connection to the accepted one; none may be lost.
import { getCameraRecordLeniently } from '../records/camera-record.ts';
import { owner, startBenchCloud, type BenchCamera, type BenchCloud } from './cloud.ts';

const fleets = [1, 100, 1_000];

export async function benchCameras(): Promise<string> {
  const rows: string[] = [];
  for (const size of fleets) {
    const bench = await startBenchCloud();
    try {
      rows.push(await registerFleet(bench, size));
    } finally {
      await bench.stop();
    }
  }
  return [
    ...rows,
    '',
    'Every camera was found ACTIVE, with its own record. Peak memory is that of this one process: cameras, cloud and functions.',
  ].join('\n');
}

async function registerFleet(bench: BenchCloud, size: number): Promise<string> {
  const cameras: BenchCamera[] = [];
  for (let index = 0; index < size; index++) cameras.push(await bench.makeCamera(`camera-${index}`));
  let peakBytes = 0;
  const watch = setInterval(() => (peakBytes = Math.max(peakBytes, process.memoryUsage().rss)), 100);
  const started = performance.now();
  const connections = await Promise.all(cameras.map((camera) => bench.register(camera)));
  const seconds = (performance.now() - started) / 1000;
  clearInterval(watch);
  await mustBeThere(bench, cameras);
  const rate = (size / seconds).toFixed(1);
  return `${String(size).padStart(5)} cameras: ${seconds.toFixed(1).padStart(6)} s, ${rate.padStart(6)}/s, ${(sum(connections) / size).toFixed(1)} connections each, peak ${Math.round(peakBytes / 2 ** 20)} MB`;
}

/** Throws for the first camera that isn't registered as it should be. */
async function mustBeThere({ cameraTable }: BenchCloud, cameras: readonly BenchCamera[]): Promise<void> {
  for (const { cameraName, certificateId } of cameras) {
    const record = await getCameraRecordLeniently(cameraTable, cameraName);
    if (record?.certificateId !== certificateId || record.owner !== owner) {
      throw new Error(`${cameraName} was lost: its record is ${JSON.stringify(record)}.`);
    }
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
