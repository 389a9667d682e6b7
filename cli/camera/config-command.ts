// `lensgate camera config`: what to put on a real camera.
import type { Command } from 'commander';
import { isCameraName } from '../../records/camera-name.ts';
import { getCameraRecordLeniently } from '../../records/camera-record.ts';
import { documentClient } from '../../records/document-client.ts';
import { streamNameOf } from '../stream/camera-stream.ts';
import { UsageError } from '../failures.ts';
import { endpointOf } from './iot-endpoint.ts';
import { printer } from '../output.ts';
import {
  environmentFile,
  kvssinkLine,
  webRtcSdkEnvironment,
  whyNotWebRtcSdk,
  type RealCameraSettings,
} from './real-camera.ts';
import { openTarget, type ClientConfig, type GlobalOptions, type TlsHosts } from '../target.ts';

interface ConfigOptions extends GlobalOptions {
  readonly camera: string;
  readonly certificate: string;
  readonly key: string;
  readonly ca?: string;
}

const noSpaceOrComma = /^[^\s,]+$/;

export function addCameraConfigCommand(camera: Command): void {
  camera
    .command('config')
    .description("print a real camera's settings for AWS's camera SDKs: WebRTC in C, and the GStreamer element kvssink")
    .requiredOption('--camera <name>', 'the camera')
    .option('--certificate <path>', 'where the camera has its certificate, in PEM', '/etc/lensgate/certificate.pem')
    .option('--key <path>', 'where the camera has its private key, in PEM', '/etc/lensgate/private-key.pem')
    .option(
      '--ca <path>',
      'where the camera has the CA that it believes (default: /etc/lensgate/AmazonRootCA1.pem; locally the local CA)',
    )
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<ConfigOptions>();
      checkOptions(options);
      const target = await openTarget(options);
      const tlsHosts = target.local?.tlsHosts;
      const [credentialEndpoint, roleAlias, registered, streamName] = await Promise.all([
        tlsHosts ? new URL(tlsHosts.credentialProviderUrl).host : endpointOf(target, 'iot:CredentialProvider'),
        target.output('CameraRoleAliasName'),
        isRegistered(target.client, await target.output('TableName'), options.camera),
        streamNameOf(target, options.camera),
      ]);
      const awsEndpointUrl = tlsHosts?.awsEndpointUrl ?? target.client.endpoint;
      const settings: RealCameraSettings = {
        cameraName: options.camera,
        streamName,
        region: target.client.region,
        credentialEndpoint,
        roleAlias,
        certificatePath: options.certificate,
        privateKeyPath: options.key,
        caPath: options.ca ?? target.local?.serverCaPath ?? '/etc/lensgate/AmazonRootCA1.pem',
        ...(awsEndpointUrl !== undefined && { awsEndpointUrl }),
      };
      const environment = webRtcSdkEnvironment(settings);
      const kvssink = kvssinkLine(settings);
      const notes = [
        registered ? undefined : `${options.camera} is not registered yet: until it is, it gets no credentials.`,
        whyNotWebRtcSdk(settings),
        ...(tlsHosts ? hostsFileNotes(tlsHosts, target.client.region) : []),
      ].filter((note) => note !== undefined);
      const text = [
        ...notes.map((note) => `# ${note}`),
        "# For the samples of AWS's WebRTC SDK in C, built with -DIOT_CORE_ENABLE_CREDENTIALS=ON; run as:",
        `#   set -a; . ./camera.env; ./kvsWebrtcClientMaster ${options.camera}`,
        environmentFile(environment),
        '',
        '# For the producer SDK, where the stage sends streams (media is stream or both):',
        `# ${kvssink}`,
      ].join('\n');
      printer(options.json).result({ ...settings, registered, webRtcSdk: { environment }, kvssink, notes }, text);
    });
}

function hostsFileNotes({ hostsFile }: TlsHosts, region: string): string[] {
  return [
    `/etc/hosts, on the machine of the camera's software, needs the line: ${hostsFile.own}`,
    `Samples of the WebRTC SDK from before 2026 don't read CONTROL_PLANE_URI; for them the line is needed too, and hides AWS's own KVS in ${region}: ${hostsFile.kinesisVideoOfAws}`,
  ];
}

function checkOptions(options: ConfigOptions): void {
  if (!isCameraName(options.camera)) {
    throw new UsageError(
      `--camera is ${JSON.stringify(options.camera)}; it takes 1 to 128 characters of a-z A-Z 0-9 _ -.`,
    );
  }
  for (const name of ['certificate', 'key', 'ca'] as const) {
    const path = options[name];
    if (path === undefined || noSpaceOrComma.test(path)) continue;
    throw new UsageError(
      `--${name} is ${JSON.stringify(path)}; kvssink takes a path without spaces and commas, which separate its settings.`,
    );
  }
}

async function isRegistered(client: ClientConfig, tableName: string, cameraName: string): Promise<boolean> {
  const record = await getCameraRecordLeniently({ client: documentClient(client), tableName }, cameraName);
  return record?.status === 'ACTIVE';
}
