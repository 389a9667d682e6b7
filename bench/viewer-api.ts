// Viewer URLs through the whole API, and the same work the way the AWS sample does it: in turns, with the same delay on every KVS call.
import { availableParallelism, loadavg } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { AccountBill, awsCalls, costPerMillion, perRequest, type Usage } from './account-bill.ts';
import type { Cloud } from '../localcloud/cloud.ts';
import { startBenchCloud } from './cloud.ts';
import { httpGet, load, percentile, type Load } from './load.ts';
import priceList from './prices.json' with { type: 'json' };
import { putCameras } from './registered-cameras.ts';
import { median } from './side-by-side.ts';
import { startSampleCloud } from './sample-way/cloud.ts';

/** What a call takes more than here, roughly, when there is a network between; the same for both ways. */
const kinesisVideoMs = 25;
const cameraNames = Array.from({ length: 32 }, (_, index) => `camera-${index}`);
const atATime = [1, 8, 32];
const rounds = 5;
const roundMs = 1_500;

interface Way {
  readonly name: string;
  readonly bill: AccountBill;
  readonly request: () => Promise<void>;
}

interface Result {
  readonly way: Way;
  readonly loads: Load[];
  readonly usage: Usage;
}

export async function benchViewerApi(): Promise<string> {
  const bench = await startBenchCloud();
  const sample = await startSampleCloud(cameraNames);
  try {
    await putCameras(bench, cameraNames);
    for (const { cloud } of [bench, sample]) delayKinesisVideo(cloud);
    const bill = new AccountBill(bench.cloud);
    const ours = (query: string) =>
      oneAfterTheOther(bench.cloud, 'url', (camera) => ({
        path: `/cameras/${camera}/viewer-url${query}`,
        headers: bench.ownerHeaders,
      }));
    const ways: Way[] = [
      { name: 'Lensgate', bill, request: ours('?ice=false') },
      {
        name: "the sample's way",
        bill: new AccountBill(sample.cloud),
        request: oneAfterTheOther(sample.cloud, 'signedURL', sample.request),
      },
      { name: 'Lensgate with ICE', bill, request: ours('') },
    ];
    const levels: string[] = [];
    for (const level of atATime) levels.push(report(level, await measure(level, ways)));
    return [...levels, remarks()].join('\n\n');
  } finally {
    await bench.stop();
    await sample.stop();
  }
}

function delayKinesisVideo({ context }: Cloud): void {
  context.aws.intercept(async ({ service }, proceed) => {
    if (service === 'kinesisvideo' || service === 'kinesisvideosignaling') await setTimeout(kinesisVideoMs);
    return proceed();
  });
}

/** Asks for each camera in turn. Only a URL counts as an answer. */
function oneAfterTheOther(
  { context }: Cloud,
  member: string,
  requestFor: (cameraName: string) => { path: string; headers: Readonly<Record<string, string>> },
): () => Promise<void> {
  let next = 0;
  return async () => {
    const { path, headers } = requestFor(cameraNames[next++ % cameraNames.length]!);
    const { status, body } = await httpGet(`${context.addresses.apiUrl}${path}`, headers);
    const { [member]: url } = JSON.parse(body) as Record<string, unknown>;
    if (status !== 200 || typeof url !== 'string') throw new Error(`${path} answered ${status}.`);
  };
}

async function measure(level: number, ways: readonly Way[]): Promise<Result[]> {
  const results = ways.map((way) => ({ way, loads: [] as Load[], usages: [] as Usage[] }));
  // Sandboxes start, code gets warm, and the ICE servers of every camera are known.
  for (const { request } of ways) await load(level, 2 * roundMs, request);
  for (let round = 0; round < rounds; round++) {
    for (const { way, loads, usages } of results) {
      const before = await way.bill.read();
      const done = await load(level, roundMs, way.request);
      loads.push(done);
      usages.push(perRequest(before, await way.bill.read(), done.requests));
    }
  }
  return results.map(({ way, loads, usages }) => ({ way, loads, usage: mean(usages, loads) }));
}

function mean(usages: readonly Usage[], loads: readonly Load[]): Usage {
  const requests = loads.reduce((sum, one) => sum + one.requests, 0);
  const names = new Set(usages.flatMap((usage) => [...usage.keys()]));
  return new Map(
    [...names].map((name) => [
      name,
      usages.reduce((sum, usage, round) => sum + (usage.get(name) ?? 0) * loads[round]!.requests, 0) / requests,
    ]),
  );
}

function report(level: number, results: readonly Result[]): string {
  const lines = results.map(({ way, loads, usage }) => {
    const latencies = loads.flatMap((one) => one.latencies);
    const calls = awsCalls(usage).map(([call, count]) => `${call} ${figure(count)}`);
    const cost = costPerMillion(usage);
    const total = cost.reduce((sum, [, part]) => sum + part, 0);
    return {
      perSecond: median(loads.map((one) => one.perSecond)),
      p50: percentile(latencies, 0.5),
      p99: percentile(latencies, 0.99),
      name: way.name,
      calls: calls.join(', ') || 'none',
      cost: `$${total.toFixed(2)} (${cost.map(([part, price]) => `${part} ${price.toFixed(2)}`).join(', ')})`,
    };
  });
  const [ours, theirs] = [lines[0]!, lines[1]!];
  const faster = ours.perSecond / theirs.perSecond;
  const sooner = theirs.p50 / ours.p50;
  return [
    `${level} at a time`,
    ...lines.map(
      ({ name, perSecond, p50, p99 }) =>
        `  ${name.padEnd(18)} ${Math.round(perSecond).toString().padStart(5)} URLs/s   p50 ${ms(p50)}   p99 ${ms(p99)}`,
    ),
    `  throughput ${faster.toFixed(1)}× (goal 5×: ${faster >= 5 ? 'met' : 'not met'}), p50 1/${sooner.toFixed(1)} (goal 1/10: ${sooner >= 10 ? 'met' : 'not met'})`,
    ...lines.map(({ name, calls }) => `  AWS calls per URL, ${name}: ${calls}`),
    // Lambda's time is what a caller waits for it: among many on one machine that would be the queue for its processors.
    ...(level === 1 ? lines.map(({ name, cost }) => `  per million URLs, ${name}: ${cost}`) : []),
  ].join('\n');
}

const ms = (value: number): string => `${value.toFixed(1).padStart(6)} ms`;
const figure = (count: number): string => (count < 0.01 ? '<0.01' : String(Number(count.toFixed(2))));

function remarks(): string {
  const { value } = priceList.quotas.kinesisVideoControlPlaneCallsPerSecond;
  return [
    `Each KVS call takes ${kinesisVideoMs} ms longer. Both ways, KVS, DynamoDB and the callers share ${availableParallelism()} processors (load average ${loadavg()[0]!.toFixed(1)}): with many at a time these are the limit, and on AWS they are not.`,
    `On AWS the sample's way ends at ${value} URLs/s per account and 5/s per camera: quotas of the calls that it makes for each URL, and ours makes for none.`,
    "The sample's signing function is a reconstruction: its source is not to be read. Lambda's time is as measured here.",
    'ICE servers, of which the sample has none, are asked for once a minute per camera and sandbox: one GetIceServerConfig per URL for a camera that is watched less often than that. Here many URLs share it.',
  ].join('\n');
}
