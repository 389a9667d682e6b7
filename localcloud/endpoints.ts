// What a client needs to find and use the local cloud, written to `<data-dir>/endpoints.json` when everything is up.
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openServerCertificates } from './certificates/server-certificates.ts';
import type { ClientAddresses, CloudContext } from './core/cloud-context.ts';
import { docsPath } from './services/http-api/docs-page.ts';
import { hostsFileLines, type HostsFileLines } from './tls-hosts/host-names.ts';

export interface Endpoints {
  readonly region: string;
  readonly accountId: string;
  readonly awsEndpointUrl: string;
  readonly apiUrl: string;
  /** A page on which a person reads and tries the API. */
  readonly apiDocsUrl: string;
  /** Where users sign in; each user pool is an issuer below it. */
  readonly issuerUrl: string;
  readonly mqttUrl: string;
  readonly credentialProviderUrl: string;
  /** With --tls-hosts: what AWS's camera SDKs can reach, where the hosts file has these lines. */
  readonly tlsHosts: (ClientAddresses & { readonly hostsFile: HostsFileLines }) | null;
  /** With the token that lets in. Null until the console is up, and when it isn't. */
  readonly consoleUrl: string | null;
  readonly serverCaPath: string;
  readonly deviceCa: { readonly certificatePath: string; readonly privateKeyPath: string };
  readonly operator: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Null unless callers prove themselves with it. */
  readonly sharedSecret: string | null;
}

export async function describeEndpoints(
  { region, accountId, addresses, dataDir, iam }: CloudContext,
  { deviceCa, sharedSecret }: Pick<Endpoints, 'deviceCa' | 'sharedSecret'>,
): Promise<Endpoints> {
  return {
    region,
    accountId,
    awsEndpointUrl: addresses.awsEndpointUrl,
    apiUrl: addresses.apiUrl,
    apiDocsUrl: `${addresses.apiUrl}${docsPath}`,
    issuerUrl: addresses.issuerUrl,
    mqttUrl: addresses.mqttUrl,
    credentialProviderUrl: addresses.credentialProviderUrl,
    tlsHosts: addresses.tlsHosts ? { ...addresses.tlsHosts, hostsFile: hostsFileLines(region) } : null,
    consoleUrl: null,
    serverCaPath: (await openServerCertificates(dataDir)).serverCaPath,
    deviceCa: { certificatePath: deviceCa.certificatePath, privateKeyPath: deviceCa.privateKeyPath },
    operator: iam.operator,
    sharedSecret,
  };
}

/** Mode 0600, because it holds secrets; replaced as a whole, so that no reader sees half of it. */
export async function writeEndpoints(dataDir: string, endpoints: Endpoints): Promise<void> {
  const path = join(dataDir, 'endpoints.json');
  await writeFile(`${path}.new`, `${JSON.stringify(endpoints, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}
