// `npm start`: synthesizes the CDK app, brings the cloud up on this machine, registers a demo camera, says where everything is.
import './quiet-sdk.ts';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startConsole, type ConsoleProcess } from './start/console.ts';
import { openDeviceCa } from './certificates/device-ca.ts';
import { startCloud, type Cloud } from './cloud.ts';
import { DataDirectoryError } from './data-dir.ts';
import { demoCamera, startDemoCamera, type DemoCamera } from './start/demo-camera.ts';
import { describeEndpoints, writeEndpoints } from './endpoints.ts';
import { PortInUseError } from './core/listen.ts';
import { consolePort, help, readOptions, UsageError } from './start/options.ts';
import { summary } from './start/summary.ts';
import { synthesize } from './start/synthesize.ts';
import { readAssembly } from './template/assembly.ts';
import { TemplateError } from './template/template-error.ts';
import { TlsHostsError, tlsHostsPort } from './tls-hosts/tls-hosts.ts';

const projectDir = fileURLToPath(new URL('..', import.meta.url));

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

async function readSharedSecret({ context }: Cloud, SecretId: string | undefined): Promise<string | null> {
  if (SecretId === undefined) return null;
  const { aws, iam } = context;
  const { SecretString } = await aws.call(iam.operatorPrincipal, 'secretsmanager', 'GetSecretValue', { SecretId });
  return SecretString ?? null;
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
