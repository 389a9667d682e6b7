// What `npm start` says when all is up: where everything is, and how to ask for the first viewer URL.
import { resolve } from 'node:path';
import type { Endpoints } from '../endpoints.ts';
import type { ConsoleProcess } from './console.ts';
import { demoCamera } from './demo-camera.ts';
import { defaults, type Options } from './options.ts';

/** `outputs` are the stacks' by their keys; `trouble` is why the demo camera isn't there. */
export function summary(
  endpoints: Endpoints,
  options: Options,
  outputs: ReadonlyMap<string, string>,
  trouble: string | undefined,
  consoleUp: Awaited<ConsoleProcess['up']> | undefined,
): string {
  const { dataDir, demo } = options;
  const tokenIssuer = outputs.get('TokenIssuer');
  const lines = [
    'Lensgate is up.',
    '',
    `  HTTP API       ${endpoints.apiUrl}`,
    `  its document   ${endpoints.apiDocsUrl}`,
    ...(tokenIssuer === undefined ? [] : [`  Token issuer   ${tokenIssuer}`]),
    `  AWS APIs       ${endpoints.awsEndpointUrl}   (region ${endpoints.region}, account ${endpoints.accountId})`,
    `  MQTT           ${endpoints.mqttUrl}`,
    `  Credentials    ${endpoints.credentialProviderUrl}   (for cameras' certificates)`,
    `  State machine  ${outputs.get('StateMachineArn') ?? ''}`,
    `  Data, keys     ${dataDir}   (endpoints.json has the credentials)`,
    ...(demo ? [] : ['']),
  ];
  if (demo) {
    const { cameraName, owner } = demoCamera;
    lines.push(`  Demo camera    ${cameraName}, owner ${owner}`, '');
    if (trouble !== undefined) lines.push(trouble, '');
    else {
      lines.push(
        'Ask for its viewer URL:',
        '',
        `  curl -s ${endpoints.apiUrl}/cameras/${cameraName}/viewer-url ${proofOf(owner, endpoints, options)}`,
        '',
      );
    }
  }
  lines.push(...tlsHostsSummary(endpoints));
  lines.push('Ctrl-C stops it; the state stays.', '');
  // Last, where it is found: most people go on in the browser.
  lines.push(consoleUp && 'url' in consoleUp ? `Console: ${consoleUp.url}` : (consoleUp?.trouble ?? ''));
  return lines.join('\n');
}

function tlsHostsSummary({ tlsHosts, region, serverCaPath }: Endpoints): string[] {
  if (!tlsHosts) return [];
  return [
    `Over TLS, for cameras whose software trusts ${serverCaPath}:`,
    '',
    `  AWS APIs       ${tlsHosts.awsEndpointUrl}`,
    `  Credentials    ${tlsHosts.credentialProviderUrl}`,
    `  Signaling      ${tlsHosts.masterSignalingUrl}, ${tlsHosts.viewerSignalingUrl}`,
    '',
    'They are found by this line in /etc/hosts:',
    '',
    `  ${tlsHosts.hostsFile.own}`,
    '',
    `and by software that can't be told where KVS is, by this one, which hides AWS's own KVS in ${region}:`,
    '',
    `  ${tlsHosts.hostsFile.kinesisVideoOfAws}`,
    '',
    'npx lensgate camera config --camera <name> prints the settings for such a camera.',
    '',
  ];
}

/** Headers of the demo camera's owner, for a shell in the project's directory. */
function proofOf(owner: string, { sharedSecret }: Endpoints, { dataDir, stage }: Options): string {
  if (sharedSecret !== null) return `-H "authorization: ${sharedSecret}" -H "email: ${owner}"`;
  const where = [
    ...(dataDir === resolve(defaults.dataDir) ? [] : [`--data-dir '${dataDir}'`]),
    ...(stage === defaults.stage ? [] : [`--stack Lensgate-${stage}-Service`]),
  ];
  const command = ['npx lensgate', ...where, `token --user ${owner}`].join(' ');
  return `-H "authorization: Bearer $(${command})"`;
}
