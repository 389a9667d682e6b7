// What a whole simulated camera needs to live in the running system, as `lensgate camera start` gives it.
import { join } from 'node:path';
import type { CameraOptions } from '../../camera/camera.ts';
import type { Lensgate } from './lensgate.ts';
import { testAssembly } from './test-assembly.ts';

export function optionsOfCamera(
  { cloud: { context }, client, dataDir, outputs }: Lensgate,
  { serialNumber, cameraName }: { readonly serialNumber: string; readonly cameraName: string },
): Omit<CameraOptions, 'onProgress' | 'signal'> {
  return {
    serialNumber,
    cameraName,
    keyStoreDirectory: join(dataDir, 'cameras'),
    deviceCa: testAssembly.deviceCa,
    mqttUrl: context.addresses.mqttUrl,
    serverCaPath: join(dataDir, 'certificates', 'server-ca-certificate.pem'),
    aws: { region: client.region, endpoint: client.endpoint },
    credentialsProvider: {
      endpoint: new URL(context.addresses.credentialProviderUrl).host,
      roleAlias: outputs.get('CameraRoleAliasName')!,
    },
    connectBackoff: { baseMs: 200, capMs: 400 },
  };
}
