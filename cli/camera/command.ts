// `lensgate camera start`: a simulated camera, from the factory to live video.
import { join } from 'node:path';
import { DescribeStreamCommand, KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { Option, type Command } from 'commander';
import { mediaKinds, startCamera, type CameraOptions, type MediaKind } from '../../camera/camera.ts';
import type { CameraEvent } from '../../camera/progress.ts';
import { RefusedError, UsageError } from '../failures.ts';
import { endpointOf } from './iot-endpoint.ts';
import { interrupted } from '../interrupted.ts';
import { parseManifestEntry, type FieldProblem } from '../manifest/entry.ts';
import { openManifestTable } from '../manifest/table.ts';
import { addCameraConfigCommand } from './config-command.ts';
import { addEndSessionsCommand } from './end-sessions-command.ts';
import { addOwnerCommands } from './owner-commands.ts';
import { addRenewCommand } from './renew-command.ts';
import { addReplaceCommand } from './replace-command.ts';
import { addRetireCommand } from './retire-command.ts';
import { addControlCommands } from './control-commands.ts';
import { describeEvent, type CameraNames } from './describe-event.ts';
import { pairingTokenOf } from './pairing-token.ts';
import { printer } from '../output.ts';
import { openTarget, type DeviceCaFiles, type GlobalOptions, type Target } from '../target.ts';

interface StartOptions extends GlobalOptions {
  readonly serial: string;
  readonly camera?: string;
  readonly media: MediaKind;
  readonly stream?: string;
  readonly pair?: string;
  readonly exitWhenLive: boolean;
  readonly keyStore?: string;
  readonly deviceCaCertificate?: string;
  readonly deviceCaKey?: string;
}

const mqttPort = 8883;
// A line for each would hide the others; a fragment is a second.
const fragmentsPerLine = 60;

/** What must have happened for a camera to be live. */
const awaitedEvents: Readonly<Record<MediaKind, readonly CameraEvent['type'][]>> = {
  webrtc: ['went-live'],
  stream: ['fragment-persisted'],
  both: ['went-live', 'fragment-persisted'],
};

/** What --exit-when-live waits for when there is a token, and what it doesn't wait after. */
const paired: readonly CameraEvent['type'][] = ['paired'];
const notPaired: readonly CameraEvent['type'][] = ['pairing-refused', 'pairing-unanswered'];

export function addCameraCommands(program: Command): void {
  const camera = program
    .command('camera')
    .description('one camera: a simulated one, settings for a real one, and what an admin does to either');
  addCameraConfigCommand(camera);
  addRetireCommand(camera);
  addReplaceCommand(camera);
  addRenewCommand(camera);
  addEndSessionsCommand(camera);
  addOwnerCommands(camera);
  addControlCommands(camera);

  camera
    .command('start')
    .description('make a camera at the factory, let it register, and send a test card to its viewers until Ctrl-C')
    .requiredOption('--serial <serial>', 'serial number; it must be in the manifest to be accepted')
    .option('--camera <name>', 'its name (default: the one that the manifest has for it, else the serial number)')
    .addOption(
      new Option('--media <kind>', 'live to its viewers, recorded in its stream, or both')
        .choices(mediaKinds)
        .default('webrtc'),
    )
    .option('--stream <name>', 'name of the stream (default: as the stack names those of cameras)')
    .option('--pair <token>', "give it this pairing token of its user's app; - reads it from standard input")
    .option(
      '--exit-when-live',
      'end with exit code 0 when the camera is live, or its first fragment persisted, and paired with --pair',
      false,
    )
    .option('--key-store <dir>', 'where it keeps its key and certificate (default: <data-dir>/cameras)')
    .option('--device-ca-certificate <pem>', "the device CA's certificate (default: the local cloud's)")
    .option('--device-ca-key <pem>', "the device CA's private key (default: the local cloud's)")
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<StartOptions>();
      const target = await openTarget(options);
      const { serialNumber, cameraName } = await nameOf(options, target);
      const pairingToken = options.pair === undefined ? undefined : await pairingTokenOf('--pair', options.pair);
      const { event } = printer(options.json);
      const off = new AbortController();
      const ctrlC = interrupted();
      const awaited = new Set([...awaitedEvents[options.media], ...(pairingToken === undefined ? [] : paired)]);
      let whyNotPersisted: Promise<string | undefined> | undefined;
      await startCamera({
        serialNumber,
        cameraName,
        keyStoreDirectory: options.keyStore ?? join(options.dataDir, 'cameras'),
        deviceCa: deviceCaOf(options, target),
        mqttUrl: await mqttUrlOf(target),
        ...(target.local && { serverCaPath: target.local.serverCaPath }),
        aws: awsOf(target),
        credentialsProvider: await credentialsProviderOf(target),
        media: options.media,
        ...(options.media !== 'webrtc' && { streamName: await streamNameOf(options, target) }),
        ...(pairingToken !== undefined && { pairingToken }),
        signal: AbortSignal.any([ctrlC, off.signal]),
        onProgress(happened) {
          awaited.delete(happened.type);
          if (options.exitWhenLive && happened.type === 'stream-started') {
            whyNotPersisted ??= whyNothingIsPersisted(target, happened.streamName);
            void whyNotPersisted.then((why) => why !== undefined && off.abort());
          }
          if (options.exitWhenLive && (awaited.size === 0 || notPaired.includes(happened.type))) off.abort();
          if (happened.type === 'fragment-persisted' && happened.count % fragmentsPerLine !== 1) return;
          event({ at: new Date().toISOString(), ...happened }, describeEvent(happened, { serialNumber, cameraName }));
        },
      });
      const reason = awaited.size > 0 ? await whyNotPersisted : undefined;
      if (reason !== undefined) throw new RefusedError(reason);
      if (options.exitWhenLive && awaited.size > 0)
        throw new RefusedError(`Switched off before it was ${awaited.has('paired') ? 'paired' : 'live'}.`);
    });
}

async function nameOf({ serial, camera }: StartOptions, target: Target): Promise<CameraNames> {
  const named =
    camera ?? (await openManifestTable(target.client, await target.output('TableName')).cameraNameOf(serial));
  const read = parseManifestEntry({ serial, camera: named ?? serial });
  if ('entry' in read) return read.entry;
  const [{ field, problem }] = read.problems as [FieldProblem];
  if (field === 'serial' || camera !== undefined) throw new UsageError(`--${field} ${problem}.`);
  throw new UsageError(`Serial number ${serial} is not in the manifest, and is no name for a camera: give --camera.`);
}

function deviceCaOf({ deviceCaCertificate, deviceCaKey }: StartOptions, { local }: Target): DeviceCaFiles {
  const certificatePath = deviceCaCertificate ?? local?.deviceCa.certificatePath;
  const privateKeyPath = deviceCaKey ?? local?.deviceCa.privateKeyPath;
  if (certificatePath === undefined || privateKeyPath === undefined) {
    throw new UsageError(
      'On AWS a simulated camera needs the device CA that signs it: give --device-ca-certificate and --device-ca-key (docs/deploy.md makes one).',
    );
  }
  return { certificatePath, privateKeyPath };
}

async function mqttUrlOf(target: Target): Promise<string> {
  const url = new URL(`mqtts://${await endpointOf(target, 'iot:Data-ATS')}`);
  return `mqtts://${url.hostname}:${url.port || mqttPort}`;
}

// Where, and not as whom: the operator's credentials are none of the camera's business.
function awsOf({ client: { region, endpoint } }: Target): CameraOptions['aws'] {
  return { region, ...(endpoint !== undefined && { endpoint }) };
}

async function credentialsProviderOf(target: Target): Promise<CameraOptions['credentialsProvider']> {
  const [roleAlias, endpoint] = await Promise.all([
    target.output('CameraRoleAliasName'),
    endpointOf(target, 'iot:CredentialProvider'),
  ]);
  return { roleAlias, endpoint };
}

async function streamNameOf(
  { stream }: StartOptions,
  target: Target,
): Promise<NonNullable<CameraOptions['streamName']>> {
  if (stream !== undefined) return stream;
  return { namedAfter: (await target.output('StreamNaming')) === 'certificate' ? 'certificate' : 'thing' };
}

/** A stream without retention acknowledges fragments as received, and never as persisted. */
async function whyNothingIsPersisted({ client }: Target, StreamName: string): Promise<string | undefined> {
  const { StreamInfo } = await new KinesisVideoClient(client).send(new DescribeStreamCommand({ StreamName })).catch(
    // Whoever may not look waits.
    () => ({ StreamInfo: undefined }),
  );
  if (StreamInfo?.DataRetentionInHours !== 0) return undefined;
  return `The stream ${StreamName} keeps nothing (its retention is 0 hours), so --exit-when-live would wait for ever. Give it a retention with aws kinesisvideo update-data-retention, or leave --exit-when-live out.`;
}
