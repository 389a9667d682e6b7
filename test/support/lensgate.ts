// The whole system for a test: the synthesized app in a local cloud on free ports, its clients' settings, and endpoints.json for the command line.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startCloud, type Cloud } from '../../localcloud/cloud.ts';
import { describeEndpoints, writeEndpoints } from '../../localcloud/endpoints.ts';
import { systemClock, type Clock } from '../../localcloud/core/clock.ts';
import type { Delays } from '../../localcloud/core/delays.ts';
import { readAssembly } from '../../localcloud/template/assembly.ts';
import { synthesize } from '../../localcloud/start/synthesize.ts';
import { temporaryDirectory } from './cloud-context.ts';
import { testAssembly } from './test-assembly.ts';
import { userTokens } from './user-token.ts';

export interface Lensgate {
  readonly cloud: Cloud;
  readonly dataDir: string;
  /** Outputs of the service stack. */
  readonly outputs: ReadonlyMap<string, string>;
  /** An ID token as an app has it after that user signed in. */
  token(email: string, options?: { admin?: boolean }): Promise<string>;
  /** For AWS SDK clients that act as the operator. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** Aborted by `stop`: what would try again and again until the cloud answers ends with it. */
  readonly stopping: AbortSignal;
  /** Stops the cloud, and removes its data unless the caller gave the directory. */
  stop(): Promise<void>;
}

/** `context` overrides settings of the stage, as `-c` does; it costs a synthesis. */
export async function startLensgate(
  options: {
    dataDir?: string;
    clock?: Clock;
    delays?: Partial<Delays>;
    tlsHostsPort?: number;
    context?: Record<string, string>;
  } = {},
): Promise<Lensgate> {
  const { context: overrides, ...cloudOptions } = options;
  const temporary = options.dataDir === undefined ? await temporaryDirectory() : undefined;
  const dataDir = options.dataDir ?? temporary!.path;
  const cloud = await startCloud({ ...cloudOptions, dataDir, ports: 'auto', clock: options.clock ?? systemClock });
  const stacks = await cloud.deploy(readAssembly(await assemblyOf(dataDir, overrides)));
  const outputs = new Map(stacks.flatMap((stack) => stack.outputs.map((o) => [o.OutputKey, o.OutputValue] as const)));
  const { context } = cloud;
  const stopping = new AbortController();
  await writeEndpoints(
    dataDir,
    await describeEndpoints(context, { deviceCa: testAssembly.deviceCa, sharedSecret: null }),
  );
  return {
    cloud,
    dataDir,
    outputs,
    token: async (email, who) => (await userTokens(context, outputs, email, who)).id_token,
    client: {
      endpoint: context.addresses.awsEndpointUrl,
      region: context.region,
      credentials: context.iam.operator,
    },
    stopping: stopping.signal,
    async stop() {
      stopping.abort(new Error('the cloud of this test has stopped'));
      await cloud.stop();
      await temporary?.remove();
    },
  };
}

async function assemblyOf(dataDir: string, context: Record<string, string> | undefined): Promise<string> {
  if (!context) return testAssembly.cloudAssembly;
  const directory = join(dataDir, 'assembly');
  const deviceCaCertificates = testAssembly.deviceCa.certificatePath;
  await synthesize(testAssembly.projectDir, directory, { stage: 'dev', deviceCaCertificates, ...context });
  return directory;
}

export const deviceCaPem = (): Promise<string> => readFile(testAssembly.deviceCa.certificatePath, 'utf8');
