// `npm start`: synthesizes the CDK app, brings the cloud up on this machine, registers a demo camera, says where everything is.
import './quiet-sdk.ts';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startConsole, type ConsoleProcess } from './start/console.ts';
import { openDeviceCa } from './certificates/device-ca.ts';
import { startCloud, type Cloud } from './cloud.ts';
import { DataDirectoryError } from './data-dir.ts';
import { demoCamera, startDemoCamera, type DemoCamera } from './start/demo-camera.ts';
import { describeEndpoints, writeEndpoints, type Endpoints } from './endpoints.ts';
import { PortInUseError } from './core/listen.ts';
import { fixedPorts } from './ports.ts';
import { synthesize } from './start/synthesize.ts';
import { readAssembly } from './template/assembly.ts';
import { TemplateError } from './template/template-error.ts';
import { TlsHostsError, tlsHostsPort } from './tls-hosts/tls-hosts.ts';

const projectDir = fileURLToPath(new URL('..', import.meta.url));

const defaults = { dataDir: '.lensgate', stage: 'dev' };

// Another program may have it: then there is no console, and everything else works.
const consolePort = 4573;

const help = `Runs Lensgate on this machine: the synthesized CDK app on a local imitation of AWS.

Usage: npm start -- [options]

  --data-dir <dir>   where the state lives (default: .lensgate)
  --ports auto       free ports instead of the documented ones; kept in the data directory
  --stage <name>     the stage of infra/settings.ts to synthesize (default: dev)
  --media <kind>     what cameras may send: webrtc, stream or both (default: as the stage says)
  --stream-name <of> what streams are named after: thing or certificate (default: as the stage says)
  --authentication <way>  how callers of the HTTP API prove themselves: tokens or shared-secret (default: as the stage says)
  --no-demo          don't register the demo camera
  --tls-hosts        serve AWS's camera SDKs too: AWS APIs, signaling and credentials by name, over TLS, on port ${tlsHostsPort}
                     (with --ports auto: on a free port, which AWS's WebRTC SDK in C can't use)
  --help             this text

Ports, unless --ports auto: ${consolePort} web console,
${fixedPorts.aws} AWS APIs, ${fixedPorts.api} HTTP API, ${fixedPorts.issuer} sign-in and tokens, ${fixedPorts.mqtt} MQTT over TLS,
${fixedPorts.credentialProvider} credentials provider, ${fixedPorts.masterSignaling} signaling for cameras, ${fixedPorts.viewerSignaling} signaling for viewers.
All on 127.0.0.1.`;

interface Options {
  readonly dataDir: string;
  readonly ports: typeof fixedPorts | 'auto';
  readonly stage: string;
  /** In place of the stage's own settings; the CDK app knows what they take. */
  readonly overrides: Readonly<Record<string, string>>;
  readonly demo: boolean;
  readonly tlsHosts: boolean;
}

class UsageError extends Error {
  override readonly name = 'UsageError';
}

async function main(): Promise<void> {
  const options = readOptions();
  if (!options) return console.log(help);
  const { dataDir, ports, stage, overrides } = options;
  const stopping = stopOnSignal();
  progress('Opening the data directory');
  // The cloud opens first, so that a taken port or data directory is known before the seconds that a synthesis takes.
  const cloud = await startCloud({
    dataDir,
    ports,
    ...(options.tlsHosts && { tlsHostsPort: ports === 'auto' ? 0 : tlsHostsPort }),
  });
  let demo: DemoCamera | undefined;
  let webConsole: ConsoleProcess | undefined;
  try {
    progress('Synthesizing the CDK app');
    const deviceCa = await openDeviceCa(dataDir);
    const assemblyDir = join(dataDir, 'assembly');
    const context = { stage, deviceCaCertificates: deviceCa.certificatePath, ...overrides };
    const logFile = join(dataDir, 'logs', 'synthesis.log');
    await synthesize(projectDir, assemblyDir, context, { logFile, signal: stopping });
    progress('Deploying the templates');
    const stacks = await cloud.deploy(readAssembly(assemblyDir));
    const outputs = new Map(stacks.flatMap((stack) => stack.outputs.map((o) => [o.OutputKey, o.OutputValue] as const)));
    const sharedSecret = await readSharedSecret(cloud, outputs.get('SharedSecretArn'));
    const endpoints = await describeEndpoints(cloud.context, { deviceCa, sharedSecret });
    await writeEndpoints(dataDir, endpoints);
    const stackName = `Lensgate-${stage}-Service`;
    webConsole = startConsole(projectDir, dataDir, stackName, ports === 'auto' ? 0 : consolePort);
    if (options.demo) {
      progress(`Registering ${demoCamera.cameraName}`);
      demo = startDemoCamera(projectDir, dataDir, stackName, overrides['media']);
    }
    const trouble = await Promise.race([demo?.live, aborted(stopping)]);
    if (!options.demo) progress('Opening the console');
    const consoleUp = await Promise.race([webConsole.up, aborted(stopping)]);
    stopping.throwIfAborted();
    if (consoleUp && 'url' in consoleUp) await writeEndpoints(dataDir, { ...endpoints, consoleUrl: consoleUp.url });
    progress();
    console.log(summary(endpoints, options, outputs, trouble, consoleUp));
    await aborted(stopping);
  } catch (error) {
    // Ctrl-C in a terminal reaches the synthesis and the camera too: whatever they say then is no news.
    if (!stopping.aborted) throw error;
  } finally {
    if (stopping.aborted) progress('Stopping');
    await Promise.all([demo?.stop(), webConsole?.stop()]);
    await cloud.stop();
    progress();
  }
}

function readOptions(): Options | undefined {
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        'data-dir': { type: 'string', default: defaults.dataDir },
        ports: { type: 'string', default: 'fixed' },
        stage: { type: 'string', default: defaults.stage },
        media: { type: 'string' },
        'stream-name': { type: 'string' },
        authentication: { type: 'string' },
        'no-demo': { type: 'boolean', default: false },
        'tls-hosts': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('. ')[0]}. npm start -- --help lists the options.`);
  }
  if (values.help) return undefined;
  if (values.ports !== 'fixed' && values.ports !== 'auto') {
    throw new UsageError(`--ports takes auto (given: ${values.ports}); without it the documented ports are used.`);
  }
  const { media, 'stream-name': streamName, authentication } = values;
  return {
    dataDir: resolve(values['data-dir']),
    ports: values.ports === 'auto' ? 'auto' : fixedPorts,
    stage: values.stage,
    overrides: {
      ...(media !== undefined && { media }),
      ...(streamName !== undefined && { streamName }),
      ...(authentication !== undefined && { authentication }),
    },
    demo: !values['no-demo'],
    tlsHosts: values['tls-hosts'],
  };
}

async function readSharedSecret({ context }: Cloud, SecretId: string | undefined): Promise<string | null> {
  if (SecretId === undefined) return null;
  const { aws, iam } = context;
  const { SecretString } = await aws.call(iam.operatorPrincipal, 'secretsmanager', 'GetSecretValue', { SecretId });
  return SecretString ?? null;
}

function summary(
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

/** Aborted at the first Ctrl-C or SIGTERM; the second one ends the process at once. */
function stopOnSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(130);
      stopping.abort(new Error('stopping'));
    });
  }
  return stopping.signal;
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

let started = 0;

/** On a terminal one line that is written over; elsewhere a line per step. */
function progress(step?: string): void {
  if (started && process.stdout.isTTY) process.stdout.write('\r\x1b[K');
  if (!step) return;
  started ||= Date.now();
  process.stdout.write(process.stdout.isTTY ? `${step} …` : `${step} …\n`);
}

try {
  await main();
} catch (error) {
  const told = [DataDirectoryError, PortInUseError, TemplateError, TlsHostsError, UsageError];
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
  console.error(told.some((kind) => error instanceof kind) ? (error as Error).message : error);
  process.exitCode = 1;
}
