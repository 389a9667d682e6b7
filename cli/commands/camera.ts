// `lensgate camera start`: a simulated camera, from the factory to live video.
import { join } from 'node:path';
import { DescribeEndpointCommand, IoTClient } from '@aws-sdk/client-iot';
import type { Command } from 'commander';
import { startCamera } from '../../camera/camera.ts';
import type { CameraEvent } from '../../camera/progress.ts';
import { UsageError } from '../failures.ts';
import { printer } from '../output.ts';
import { openTarget, type DeviceCaFiles, type GlobalOptions, type Target } from '../target.ts';

interface StartOptions extends GlobalOptions {
  readonly serial: string;
  readonly camera?: string;
  readonly exitWhenLive: boolean;
  readonly keyStore?: string;
  readonly deviceCaCertificate?: string;
  readonly deviceCaKey?: string;
}

const mqttPort = 8883;

export function addCameraCommands(program: Command): void {
  const camera = program.command('camera').description('simulated cameras');

  camera
    .command('start')
    .description('make a camera at the factory, let it register, and send a test card to its viewers until Ctrl-C')
    .requiredOption('--serial <serial>', 'serial number; it must be in the manifest to be accepted')
    .option('--camera <name>', 'the name that the manifest gives it (default: the serial number)')
    .option('--exit-when-live', 'end with exit code 0 when the camera is live', false)
    .option('--key-store <dir>', 'where it keeps its key and certificate (default: <data-dir>/cameras/<serial>)')
    .option('--device-ca-certificate <pem>', "the device CA's certificate (default: the local cloud's)")
    .option('--device-ca-key <pem>', "the device CA's private key (default: the local cloud's)")
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<StartOptions>();
      const target = await openTarget(options);
      const off = new AbortController();
      process.once('SIGINT', () => off.abort());
      process.once('SIGTERM', () => off.abort());
      const { event } = printer(options.json);
      await startCamera({
        serialNumber: options.serial,
        ...(options.camera !== undefined && { cameraName: options.camera }),
        keyStoreDirectory: options.keyStore ?? join(options.dataDir, 'cameras', options.serial),
        deviceCa: deviceCaOf(options, target),
        mqttUrl: await mqttUrlOf(target),
        ...(target.local && { serverCaPath: target.local.serverCaPath }),
        aws: target.client,
        signal: off.signal,
        onProgress(happened) {
          event({ at: new Date().toISOString(), ...happened }, describe(happened));
          if (options.exitWhenLive && happened.type === 'went-live') off.abort();
        },
      });
    });
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

async function mqttUrlOf({ client }: Target): Promise<string> {
  const { endpointAddress } = await new IoTClient(client).send(
    new DescribeEndpointCommand({ endpointType: 'iot:Data-ATS' }),
  );
  const url = new URL(`mqtts://${endpointAddress}`);
  return `mqtts://${url.hostname}:${url.port || mqttPort}`;
}

function describe(event: CameraEvent): string {
  switch (event.type) {
    case 'identity-made':
      return `Made a key; the factory signed certificate ${event.certificateId} for serial number ${event.serialNumber}.`;
    case 'identity-found':
      return `Has certificate ${event.certificateId} for serial number ${event.serialNumber}.`;
    case 'connecting':
      return `Connecting (attempt ${event.attempt}) …`;
    case 'connection-dropped':
      return `Dropped: ${event.reason}. Next attempt in ${(event.retryInMs / 1000).toFixed(1)} s.`;
    case 'registered':
      return `Registered as ${event.cameraName} at attempt ${event.attempts}.`;
    case 'went-live':
      return `Live as master of ${event.channelArn}. Ctrl-C switches the camera off.`;
    case 'signaling-lost':
      return `Signaling lost: ${event.reason}. Next attempt in ${(event.retryInMs / 1000).toFixed(1)} s.`;
    case 'viewer-arrived':
      return `Viewer ${event.clientId} asks to watch.`;
    case 'viewer-connected':
      return `Viewer ${event.clientId} is watching.`;
    case 'viewer-left':
      return `Viewer ${event.clientId} left.`;
  }
}
