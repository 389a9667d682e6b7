// A cloud around a single service under test: real store on disk, a clock that stands still, free ports.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsCaller } from '../../localcloud/core/aws-caller.ts';
import { ManualClock, type Clock } from '../../localcloud/core/clock.ts';
import type { Addresses, CloudContext } from '../../localcloud/core/cloud-context.ts';
import { usualDelays } from '../../localcloud/core/delays.ts';
import type { CreateService, Service } from '../../localcloud/core/service.ts';
import { Store } from '../../localcloud/core/store.ts';
import { Iam } from '../../localcloud/access/iam.ts';

export interface TestCloud<C extends Clock = ManualClock> {
  readonly context: CloudContext & { clock: C };
  /** Adds services as the cloud does: their APIs become callable, then they open, then they run. */
  add(...create: CreateService[]): Promise<Service[]>;
  stop(): Promise<void>;
}

export async function temporaryDirectory(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'lensgate-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

export async function startTestCloud<C extends Clock = ManualClock>(
  options: { clock?: C; dataDir?: string | undefined; random?: () => number } = {},
): Promise<TestCloud<C>> {
  const clock = options.clock ?? (new ManualClock() as Clock as C);
  const directory = options.dataDir ? undefined : await temporaryDirectory();
  const dataDir = options.dataDir ?? directory!.path;
  const store = await Store.open(join(dataDir, 'state'));
  const accountId = '000000000000';
  const context: CloudContext & { clock: C } = {
    region: 'us-east-1',
    accountId,
    clock,
    delays: usualDelays,
    random: options.random ?? Math.random,
    store,
    iam: await Iam.open(store, clock, accountId),
    aws: new AwsCaller(),
    ports: { aws: 0, api: 0, issuer: 0, mqtt: 0, credentialProvider: 0, masterSignaling: 0, viewerSignaling: 0 },
    addresses: {} as Addresses,
    servers: new Map(),
    dataDir,
    log: () => undefined,
  };
  const running: Service[] = [];
  return {
    context,
    async add(...create) {
      const services = create.map((make) => make(context));
      for (const { apis = [] } of services) for (const api of apis) context.aws.add(api);
      for (const service of services) await service.open?.();
      for (const service of services) await service.run?.();
      running.push(...services);
      return services;
    },
    async stop() {
      for (const service of running.reverse()) await service.stop?.();
      await store.close();
      await directory?.remove();
    },
  };
}
