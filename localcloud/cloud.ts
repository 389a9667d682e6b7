// The local cloud: the list of its services, started top to bottom and stopped bottom to top.
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { AwsCaller } from './core/aws-caller.ts';
import { systemClock, type Clock } from './core/clock.ts';
import type { Addresses, CloudContext } from './core/cloud-context.ts';
import { usualDelays, type Delays } from './core/delays.ts';
import { PortInUseError } from './core/listen.ts';
import type { CreateService, Service } from './core/service.ts';
import { Store } from './core/store.ts';
import { DataDirectoryError, openDataDirectory } from './data-dir.ts';
import { frontDoor } from './front-door/front-door.ts';
import { Iam } from './access/iam.ts';
import { choosePorts, keepPorts, portsAreKept, type Ports } from './ports.ts';
import { cloudFormation, type DeployedStack } from './services/cloudformation/cloudformation.ts';
import { cognito } from './services/cognito/cognito.ts';
import { credentialsProvider } from './services/credentials-provider/credentials-provider.ts';
import { dynamoDb } from './services/dynamodb/dynamodb.ts';
import { eventbridge } from './services/eventbridge/eventbridge.ts';
import { httpApi } from './services/http-api/http-api.ts';
import { iam } from './services/iam/iam.ts';
import { iot } from './services/iot/iot.ts';
import { kinesisVideo } from './services/kinesisvideo/kinesisvideo.ts';
import { lambda } from './services/lambda/lambda.ts';
import { scheduler } from './services/scheduler/scheduler.ts';
import { secretsManager } from './services/secrets-manager/secrets-manager.ts';
import { sqs } from './services/sqs/sqs.ts';
import { stepFunctions } from './services/stepfunctions/stepfunctions.ts';
import { sts } from './services/sts/sts.ts';
import type { Assembly } from './template/assembly.ts';
import { deploy } from './template/deploy.ts';
import { tlsHosts } from './tls-hosts/tls-hosts.ts';

// What others call stands above them, so that it starts before and stops after.
export const services: readonly CreateService[] = [
  frontDoor,
  iam,
  sts,
  cloudFormation,
  dynamoDb,
  secretsManager,
  cognito,
  sqs,
  lambda,
  eventbridge,
  kinesisVideo,
  stepFunctions,
  scheduler,
  iot,
  credentialsProvider,
  httpApi,
];

export interface CloudOptions {
  readonly dataDir: string;
  /** For the first start on the data directory, which keeps them. `auto`: free ones. */
  readonly ports: Ports | 'auto';
  /** The port on which real cameras find the cloud by name, over TLS; 0 for any. Undefined: none. */
  readonly tlsHostsPort?: number;
  readonly region?: string;
  readonly accountId?: string;
  readonly clock?: Clock;
  /** Those that are given replace the usual ones. */
  readonly delays?: Partial<Delays>;
  readonly random?: () => number;
}

export interface Cloud {
  readonly context: CloudContext;
  /** Creates or updates what the assembly describes, then sets everything in motion. */
  deploy(assembly: Assembly, onProgress?: (stackName: string, logicalId: string) => void): Promise<DeployedStack[]>;
  /** Lets what is being done come to its next durable point, and closes every port and file. */
  stop(): Promise<void>;
}

/**
 * Opens the data directory and binds all ports; nothing moves before `deploy`.
 * Throws DataDirectoryError and PortInUseError, with sentences for a person; TlsHostsError as well when TLS hosts are wished for.
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  await openDataDirectory(options.dataDir);
  const store = await openStore(options.dataDir);
  const log = createWriteStream(join(options.dataDir, 'logs', 'cloud.log'), { flags: 'a', mode: 0o600 });
  const clock = options.clock ?? systemClock;
  const accountId = options.accountId ?? '000000000000';
  const context: CloudContext = {
    region: options.region ?? 'us-east-1',
    accountId,
    clock,
    delays: { ...usualDelays, ...options.delays },
    random: options.random ?? Math.random,
    store,
    iam: await Iam.open(store, clock, accountId),
    aws: new AwsCaller(),
    ports: await choosePorts(store, options.ports),
    addresses: {} as Addresses,
    servers: new Map(),
    dataDir: options.dataDir,
    log: (service, message) => void log.write(`${new Date(clock.now()).toISOString()} ${service}: ${message}\n`),
  };
  const { tlsHostsPort } = options;
  const wanted = tlsHostsPort === undefined ? services : [...services, tlsHosts(tlsHostsPort)];
  const created = wanted.map((create) => create(context));
  const running: Service[] = [];
  const stop = async (): Promise<void> => {
    for (let service = running.pop(); service; service = running.pop()) await service.stop?.();
    await store.close();
    await new Promise((resolve) => log.end(resolve));
  };
  try {
    for (const { apis = [] } of created) for (const api of apis) context.aws.add(api);
    for (const service of created) {
      running.push(service);
      await service.open?.();
    }
    await keepPorts(store, context.ports);
  } catch (error) {
    const advice = portsAreKept(store) ? 'another --data-dir: this one keeps its ports' : '--ports auto';
    await stop();
    if (!(error instanceof PortInUseError)) throw error;
    throw new PortInUseError(`${error.message} Stop that program, or start with ${advice}.`, error.code);
  }
  return {
    context,
    stop,
    async deploy(assembly, onProgress) {
      const stacks = await deploy(context, created, assembly, onProgress);
      for (const service of created) await service.run?.();
      return stacks;
    },
  };
}

async function openStore(dataDir: string): Promise<Store> {
  try {
    return await Store.open(join(dataDir, 'state'));
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as { code?: string };
    if (code !== 'LEVEL_LOCKED') throw error;
    throw new DataDirectoryError(
      `${dataDir} is in use by a Lensgate that is running. Stop that one (Ctrl-C), or start with another --data-dir.`,
    );
  }
}
