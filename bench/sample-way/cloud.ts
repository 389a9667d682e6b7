// The sample's way in a local cloud of its own, with one user who has all the cameras.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { startCloud, type Cloud } from '../../localcloud/cloud.ts';
import { synthesize } from '../../localcloud/start/synthesize.ts';
import { readAssembly } from '../../localcloud/template/assembly.ts';
import { operatorsDocuments, owner } from '../cloud.ts';

export interface SampleCloud {
  readonly cloud: Cloud;
  /** What the sample's caller sends for a camera. */
  readonly request: (cameraName: string) => { path: string; headers: Record<string, string> };
  stop(): Promise<void>;
}

export async function startSampleCloud(cameraNames: readonly string[]): Promise<SampleCloud> {
  const directory = await mkdtemp(join(tmpdir(), 'lensgate-bench-'));
  await synthesize(import.meta.dirname, join(directory, 'assembly'), {});
  const cloud = await startCloud({ dataDir: join(directory, 'data'), ports: 'auto' });
  const [stack] = await cloud.deploy(readAssembly(join(directory, 'assembly')));
  const { aws, iam } = cloud.context;
  await operatorsDocuments(cloud).send(
    new PutCommand({
      TableName: stack!.outputs.find(({ OutputKey }) => OutputKey === 'UsersTableName')!.OutputValue,
      Item: { email: owner, Cameras: cameraNames },
    }),
  );
  for (const ChannelName of cameraNames) {
    await aws.call(iam.operatorPrincipal, 'kinesisvideo', 'CreateSignalingChannel', { ChannelName });
  }
  return {
    cloud,
    request: (cameraName) => ({
      path: `/?channelName=${cameraName}`,
      headers: { authorization: 'secretToken', email: owner, cameraName },
    }),
    async stop() {
      await cloud.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
