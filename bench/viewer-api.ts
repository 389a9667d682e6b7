// Viewer URLs per second through the whole API, and what each costs in AWS calls.
import { startBenchCloud } from './cloud.ts';

const requests = 600;
const parallel = 8;

export async function benchViewerApi(): Promise<string> {
  const bench = await startBenchCloud();
  const { context } = bench.cloud;
  try {
    const camera = await bench.makeCamera('front-door');
    await bench.register(camera);

    const headers = bench.ownerHeaders;
    const ask = async (): Promise<void> => {
      const response = await fetch(`${context.addresses.apiUrl}/cameras/${camera.cameraName}/viewer-url`, { headers });
      const body = (await response.json()) as { url?: string };
      if (!response.ok || body.url === undefined) throw new Error(`The API answered ${response.status}.`);
    };
    await inParallel(40, ask);

    const calls = new Map<string, number>();
    const stopCounting = context.aws.intercept(({ service, call }, proceed) => {
      if (call.principal.arn.includes('RecordPresence')) return proceed(); // the camera's coming and going costs no viewer anything
      calls.set(service, (calls.get(service) ?? 0) + 1);
      return proceed();
    });
    const times: number[] = [];
    const started = performance.now();
    await inParallel(requests, async () => {
      const begin = performance.now();
      await ask();
      times.push(performance.now() - begin);
    });
    const seconds = (performance.now() - started) / 1000;
    stopCounting();

    const dynamoDb = (calls.get('dynamodb') ?? 0) / requests;
    const kinesisVideo = ((calls.get('kinesisvideo') ?? 0) + (calls.get('kinesisvideosignaling') ?? 0)) / requests;
    if (dynamoDb !== 1 || kinesisVideo !== 0) {
      throw new Error(
        `A viewer URL took ${dynamoDb} DynamoDB requests and ${kinesisVideo} KVS calls; the bar is 1 and 0.`,
      );
    }
    times.sort((a, b) => a - b);
    const percentile = (share: number): string => `${times[Math.floor(times.length * share)]!.toFixed(0)} ms`;
    return [
      `${Math.round(requests / seconds)} viewer URLs per second (${parallel} at a time), p50 ${percentile(0.5)}, p99 ${percentile(0.99)}`,
      `AWS calls per viewer URL: ${dynamoDb} to DynamoDB, ${kinesisVideo} to KVS`,
    ].join('\n');
  } finally {
    await bench.stop();
  }
}

async function inParallel(count: number, run: () => Promise<void>): Promise<void> {
  let left = count;
  await Promise.all(
    Array.from({ length: parallel }, async () => {
      while (left-- > 0) await run();
    }),
  );
}
