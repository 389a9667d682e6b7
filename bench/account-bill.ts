// What AWS would have counted: calls by operation, read units, Lambda's gigabyte-seconds, bytes of logs; and what a million URLs cost by that.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cloud } from '../localcloud/cloud.ts';
import type { InterceptedCall } from '../localcloud/core/aws-caller.ts';
import { readUnits } from './read-units.ts';
import priceList from './prices.json' with { type: 'json' };

export type Usage = ReadonlyMap<string, number>;

/** Counts from now on. */
export class AccountBill {
  readonly #cloud: Cloud;
  readonly #usage = new Map<string, number>();
  readonly #memoryMb = new Map<string, number>();

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    cloud.context.aws.intercept((intercepted, proceed) => this.#count(intercepted, proceed));
  }

  /** Running totals: `service:Operation`, `readUnits`, `gbSeconds`, `logBytes`. The difference of two is what happened between. */
  async read(): Promise<Usage> {
    return new Map(this.#usage).set('logBytes', await this.#logBytes());
  }

  async #count(
    { service, operation, input, call }: InterceptedCall,
    proceed: () => Promise<unknown>,
  ): Promise<unknown> {
    if (isNoViewers({ service, call })) return proceed();
    this.#add(`${service}:${operation}`, 1);
    const startedAt = performance.now();
    const output = await proceed();
    if (service === 'dynamodb') this.#add('readUnits', readUnits(operation, input, output));
    if (service === 'lambda' && operation === 'Invoke') {
      const billedMs = Math.ceil(performance.now() - startedAt);
      const memoryMb = await this.#memoryOf((input as { FunctionName: string }).FunctionName);
      this.#add('gbSeconds', (billedMs / 1000) * (memoryMb / 1024));
    }
    return output;
  }

  #add(what: string, amount: number): void {
    this.#usage.set(what, (this.#usage.get(what) ?? 0) + amount);
  }

  async #memoryOf(FunctionName: string): Promise<number> {
    const { aws, iam } = this.#cloud.context;
    const known = this.#memoryMb.get(FunctionName);
    if (known !== undefined) return known;
    const configuration = await aws.call(iam.operatorPrincipal, 'lambda', 'GetFunctionConfiguration', { FunctionName });
    this.#memoryMb.set(FunctionName, configuration.MemorySize!);
    return configuration.MemorySize!;
  }

  /** Of the functions and the API, not the local cloud's own. */
  async #logBytes(): Promise<number> {
    const directory = join(this.#cloud.context.dataDir, 'logs');
    const files = (await readdir(directory)).filter((file) => file !== 'cloud.log' && !recorders.test(file));
    const sizes = await Promise.all(files.map(async (file) => (await stat(join(directory, file))).size));
    return sizes.reduce((sum, size) => sum + size, 0);
  }
}

/** They write down what cameras did, whenever its event arrives. */
const recorders = /Record(Presence|History)/;

/** A camera's coming and going costs no viewer anything, queues are polled all the time, and the measurement itself asks as the operator. */
function isNoViewers({ service, call }: Pick<InterceptedCall, 'service' | 'call'>): boolean {
  return service === 'sqs' || call.principal.kind === 'operator' || recorders.test(call.principal.arn);
}

/** What happened in between, per request. */
export function perRequest(before: Usage, after: Usage, requests: number): Usage {
  const differences = [...after].map(
    ([what, amount]) => [what, (amount - (before.get(what) ?? 0)) / requests] as const,
  );
  return new Map(differences.filter(([, amount]) => amount > 0));
}

const measures = new Set(['readUnits', 'gbSeconds', 'logBytes']);

/** AWS calls of one request, without the gateway's two invocations. */
export function awsCalls(usage: Usage): [string, number][] {
  return [...usage].filter(([what]) => !measures.has(what) && what !== 'lambda:Invoke');
}

/** USD per million requests by part, dearest first. */
export function costPerMillion(usage: Usage): [string, number][] {
  const { prices } = priceList;
  const used = (what: string): number => usage.get(what) ?? 0;
  const parts: [string, number][] = [
    ['HTTP API', prices.httpApiRequest.perMillion],
    ['Lambda requests', used('lambda:Invoke') * prices.lambdaRequest.perMillion],
    ['Lambda GB-s', used('gbSeconds') * prices.lambdaGbSecond.perMillion],
    ['DynamoDB reads', used('readUnits') * prices.dynamoDbReadRequestUnit.perMillion],
    ['logs', (used('logBytes') / 1e9) * prices.cloudWatchLogsGigabyte.perMillion],
  ];
  return parts.sort(([, one], [, other]) => other - one);
}
