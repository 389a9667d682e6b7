// A device with a real certificate and a real MQTT client, and what becomes of its connection.
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { createHash, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CameraIdentity, type DeviceCa, makeCameraIdentity } from '../../camera/factory.ts';
import { makeCertificateAuthority } from '../../localcloud/certificates/issue.ts';
import type { CloudContext } from '../../localcloud/core/cloud-context.ts';

export function makeTestCa(commonName = 'Test device CA'): Promise<DeviceCa> {
  return makeCertificateAuthority(commonName, {
    notBefore: new Date(Date.UTC(2020, 0, 1)),
    notAfter: new Date(Date.UTC(2040, 0, 1)),
  });
}

export function makeDevice(serialNumber: string, ca: DeviceCa): Promise<CameraIdentity> {
  return makeCameraIdentity(serialNumber, ca);
}

/** SHA-256 of the DER, written down once more here: the tests' expectation isn't the code's own. */
export function idOf(pem: string): string {
  return createHash('sha256').update(new X509Certificate(pem).raw).digest('hex');
}

/** One attempt, no reconnecting: the client once it has its CONNACK, or 'closed' when the broker hung up without one. */
export async function connect(
  cloud: Pick<CloudContext, 'addresses' | 'dataDir'>,
  identity: CameraIdentity,
  clientId: string,
  options: IClientOptions = {},
): Promise<MqttClient | 'closed'> {
  const client = mqtt.connect(cloud.addresses.mqttUrl, {
    clientId,
    cert: identity.certificate,
    key: identity.privateKey,
    ca: await readFile(join(cloud.dataDir, 'certificates', 'server-ca-certificate.pem')),
    reconnectPeriod: 0,
    connectTimeout: 20_000,
    ...options,
  });
  return new Promise((resolve, reject) => {
    client.once('connect', () => resolve(client));
    client.once('close', () => resolve('closed'));
    client.on('error', (error) => {
      // A socket that the broker destroys may look like a reset. Anything else, a CONNACK that refuses too, is an error.
      const code = 'code' in error ? String(error.code) : '';
      if (code !== 'ECONNRESET' && code !== 'EPIPE') reject(error);
    });
  });
}

export async function connected(...args: Parameters<typeof connect>): Promise<MqttClient> {
  const outcome = await connect(...args);
  if (outcome === 'closed') throw new Error(`${args[2]} was refused`);
  return outcome;
}

export function closed(client: MqttClient): Promise<void> {
  return new Promise((resolve) => client.once('close', () => resolve()));
}
