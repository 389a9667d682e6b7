// The whole system for a measurement, and the factory that its cameras come from.
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCameraIdentity, type CameraIdentity } from '../camera/factory.ts';
import { connectUntilAccepted } from '../camera/registration.ts';
import { openServerCertificates } from '../localcloud/certificates/server-certificates.ts';
import { startCloud, type Cloud } from '../localcloud/cloud.ts';
import type { Table } from '../records/camera-table.ts';
import { documentClient, type DocumentClient } from '../records/document-client.ts';
import { addManifestEntry } from '../records/manifest-writes.ts';
import { benchAssembly } from './assembly.ts';

export interface BenchCamera {
  readonly cameraName: string;
  readonly certificateId: string;
  readonly identity: CameraIdentity;
}

export interface BenchCloud {
  readonly cloud: Cloud;
  readonly outputs: ReadonlyMap<string, string>;
  /** Headers of a signed-in owner. */
  readonly ownerHeaders: Readonly<Record<string, string>>;
  readonly serverCa: string;
  /** With the operator's rights. */
  readonly cameraTable: Table;
  /** In the manifest, owned by `owner@example.com`, unknown to everything else. */
  makeCamera(cameraName: string): Promise<BenchCamera>;
  /** From the first connection to the accepted one. Resolves with the number of connections it took. */
  register(camera: BenchCamera): Promise<number>;
  stop(): Promise<void>;
}

export const owner = 'owner@example.com';

/** `settings` override the stage's, as `-c` does. */
export async function startBenchCloud(settings: Record<string, string> = {}): Promise<BenchCloud> {
  const { assembly, deviceCa } = await benchAssembly(settings);
  const directory = await mkdtemp(join(tmpdir(), 'lensgate-bench-'));
  const cloud = await startCloud({ dataDir: directory, ports: 'auto' });
  const stacks = await cloud.deploy(assembly);
  const outputs = new Map(stacks.flatMap((stack) => stack.outputs.map((o) => [o.OutputKey, o.OutputValue] as const)));
  const { iam } = cloud.context;
  const cameraTable = { client: operatorsDocuments(cloud), tableName: outputs.get('TableName')! };
  const { serverCa } = await openServerCertificates(directory);
  const factory = {
    certificate: await readFile(deviceCa.certificatePath, 'utf8'),
    privateKey: await readFile(deviceCa.privateKeyPath, 'utf8'),
  };
  return {
    cloud,
    outputs,
    ownerHeaders: { authorization: `Bearer ${await ownersToken(iam.operator, outputs)}` },
    serverCa,
    cameraTable,
    async makeCamera(cameraName) {
      const identity = await makeCameraIdentity(cameraName, factory);
      await addManifestEntry(cameraTable, { serialNumber: cameraName, cameraName, owner });
      const { raw } = new X509Certificate(identity.certificate);
      return { cameraName, identity, certificateId: createHash('sha256').update(raw).digest('hex') };
    },
    async register({ cameraName, identity }) {
      let connections = 0;
      const client = await connectUntilAccepted({
        mqttUrl: cloud.context.addresses.mqttUrl,
        serverCa,
        identity,
        cameraName,
        signal: new AbortController().signal,
        onProgress: ({ type }) => void (type === 'connecting' && connections++),
        backoff: { baseMs: 1000, capMs: 15_000 },
      });
      await client.endAsync();
      return connections;
    },
    async stop() {
      await cloud.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Reads and writes any table of the cloud. */
export function operatorsDocuments({ context: { region, addresses, iam } }: Cloud): DocumentClient {
  return documentClient({ region, endpoint: addresses.awsEndpointUrl, credentials: iam.operator });
}

/** As `lensgate token` gets it. */
async function ownersToken(
  { accessKeyId, secretAccessKey }: Cloud['context']['iam']['operator'],
  outputs: ReadonlyMap<string, string>,
): Promise<string> {
  const response = await fetch(`${outputs.get('TokenIssuer')!}/local/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${accessKeyId}:${secretAccessKey}`).toString('base64')}` },
    body: new URLSearchParams({ client_id: outputs.get('UserPoolClientId')!, user: owner }),
  });
  if (!response.ok) throw new Error(`The local issuer answered ${response.status}.`);
  return ((await response.json()) as { id_token: string }).id_token;
}
