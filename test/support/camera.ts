// A camera for tests of the whole system: in the manifest, born at the test factory, registered through real mutual TLS.
import { readFile } from 'node:fs/promises';
import { createHash, X509Certificate } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { makeCameraIdentity, type CameraIdentity, type DeviceCa } from '../../camera/factory.ts';
import { connectUntilAccepted } from '../../camera/registration.ts';
import { openManifestTable } from '../../cli/manifest/table.ts';
import { presenceKey } from '../../records/camera-table.ts';
import { documentClient } from '../../records/document-client.ts';
import { writePresenceState } from '../../records/presence.ts';
import { openServerCertificates } from '../../localcloud/certificates/server-certificates.ts';
import type { Lensgate } from './lensgate.ts';
import { testAssembly } from './test-assembly.ts';

export interface TestCamera {
  readonly identity: CameraIdentity;
  readonly certificateId: string;
}

/** The CA whose cameras the deployed system accepts. */
export async function deviceCa(): Promise<DeviceCa> {
  const [certificate, privateKey] = await Promise.all([
    readFile(testAssembly.deviceCa.certificatePath, 'utf8'),
    readFile(testAssembly.deviceCa.privateKeyPath, 'utf8'),
  ]);
  return { certificate, privateKey };
}

/** As the factory delivers it; nothing in the cloud knows it yet. */
export async function makeCamera(serialNumber: string): Promise<TestCamera> {
  const identity = await makeCameraIdentity(serialNumber, await deviceCa());
  const { raw } = new X509Certificate(identity.certificate);
  return { identity, certificateId: createHash('sha256').update(raw).digest('hex') };
}

/** Connects until the cloud accepts the camera, then disconnects. Rejects when `signal` is aborted, or the cloud stops. */
export async function connectCamera(
  lensgate: Lensgate,
  cameraName: string,
  { identity }: TestCamera,
  signal?: AbortSignal,
): Promise<{ attempts: number }> {
  let attempts = 0;
  const client = await connectUntilAccepted({
    mqttUrl: lensgate.cloud.context.addresses.mqttUrl,
    serverCa: (await openServerCertificates(lensgate.dataDir)).serverCa,
    identity,
    cameraName,
    onProgress: (event) => void (event.type === 'registered' && (attempts = event.attempts)),
    signal: signal ? AbortSignal.any([signal, lensgate.stopping]) : lensgate.stopping,
    backoff: { baseMs: 200, capMs: 400 },
  });
  await client.endAsync();
  return { attempts };
}

/** Connects again and again, though nobody lets it in. Returns the end of that. */
export function keepKnocking(lensgate: Lensgate, cameraName: string, camera: TestCamera): () => void {
  const giveUp = new AbortController();
  connectCamera(lensgate, cameraName, camera, giveUp.signal).catch(() => undefined);
  return () => giveUp.abort(new Error('enough'));
}

/** From the manifest to an active certificate. */
export async function registerCamera(
  lensgate: Lensgate,
  entry: { serialNumber: string; cameraName: string; owner?: string },
): Promise<TestCamera> {
  const manifest = openManifestTable(lensgate.client, lensgate.outputs.get('TableName')!);
  const { serialNumber, cameraName, owner } = entry;
  await manifest.add({ serialNumber, cameraName, ...(owner !== undefined && { owner }) });
  const camera = await makeCamera(serialNumber);
  await connectCamera(lensgate, cameraName, camera);
  return camera;
}

/** As if it were connected, whatever its connections before it were: for who looks at cameras, and doesn't need one that runs. */
export async function seemConnected({ client, outputs }: Lensgate, cameraName: string): Promise<void> {
  const state = { sessionIdentifier: 'of-a-test', versionNumber: 1_000_000, connectedAt: Date.now() };
  await documentClient(client).send(
    new PutCommand({
      TableName: outputs.get('TableName')!,
      Item: { ...presenceKey(cameraName), ...writePresenceState(state) },
    }),
  );
}
