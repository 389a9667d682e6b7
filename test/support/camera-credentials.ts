// A camera's trade at the credentials provider of the deployed system: its certificate for temporary credentials, or a refusal.
import { request } from 'node:https';
import type { Agent } from 'node:https';
import type { CameraIdentity } from '../../camera/factory.ts';
import { openServerCertificates } from '../../localcloud/certificates/server-certificates.ts';
import type { Lensgate } from './lensgate.ts';

export interface TradedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

export interface Trade {
  readonly status: number;
  readonly body: { readonly credentials?: TradedCredentials; readonly message?: string };
}

/** One request as a camera makes it, answered as it was answered. Over a connection of its own, unless `agent` keeps one. */
export async function tradeCertificate(
  lensgate: Lensgate,
  { certificate: cert, privateKey: key }: CameraIdentity,
  { thingName, agent = false }: { thingName?: string; agent?: Agent | false } = {},
): Promise<Trade> {
  const { serverCa: ca } = await openServerCertificates(lensgate.dataDir);
  const path = `/role-aliases/${lensgate.outputs.get('CameraRoleAliasName')!}/credentials`;
  const url = new URL(path, lensgate.cloud.context.addresses.credentialProviderUrl);
  const headers = thingName === undefined ? {} : { 'x-amzn-iot-thingname': thingName };
  return new Promise((resolve, reject) => {
    request(url, { ca, cert, key, agent, headers, servername: 'localhost' }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.once('end', () => resolve({ status: response.statusCode!, body: JSON.parse(text) as Trade['body'] }));
    })
      .once('error', reject)
      .end();
  });
}

/** Throws when there are none. */
export async function credentialsOf(...trade: Parameters<typeof tradeCertificate>): Promise<TradedCredentials> {
  const { status, body } = await tradeCertificate(...trade);
  if (!body.credentials) throw new Error(`no credentials: ${status} ${body.message}`);
  // Without `expiration`, which is text here and a Date in the SDK.
  const { accessKeyId, secretAccessKey, sessionToken } = body.credentials;
  return { accessKeyId, secretAccessKey, sessionToken };
}
