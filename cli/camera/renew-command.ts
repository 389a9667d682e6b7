// `lensgate camera renew`: asks a camera to get itself another certificate.
import { IoTDataPlaneClient, PublishCommand } from '@aws-sdk/client-iot-data-plane';
import type { Command } from 'commander';
import { toCameraTopic, type MessageToCamera } from '../../events/camera-topics.ts';
import type { CameraRecord } from '../../records/camera-record.ts';
import { cameraOption, type OfCamera } from '../arguments.ts';
import { printer } from '../output.ts';
import { openTarget, type GlobalOptions, type Target } from '../target.ts';
import { refuseWhileRetiring, registeredCamera } from './registered-camera.ts';

type RenewOptions = GlobalOptions & OfCamera;

const explanation = `
The camera makes a new key and asks for a certificate; the key never leaves it. Viewers don't notice. Each renewal is an
execution of RenewCertificate (stack output RenewalStateMachineArn). A camera that is offline isn't asked: it renews its
certificate by itself before it ends.`;

export function addRenewCommand(camera: Command): void {
  camera
    .command('renew')
    .description('ask a camera to get itself another certificate, while it is in service')
    .addOption(cameraOption())
    .addHelpText('after', explanation)
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<RenewOptions>();
      const target = await openTarget(options);
      const record = await askToRenew(target, options.camera);
      printer(options.json).result(
        { cameraName: record.cameraName, certificateId: record.certificateId },
        `Camera ${record.cameraName} has been asked. It is in service with certificate ${record.certificateId} until its renewal is done.`,
      );
    });
}

/** Resolves with its record. @throws RefusedError, or the SDK's error */
export async function askToRenew(target: Target, name: string): Promise<CameraRecord> {
  const record = await registeredCamera(target, name);
  refuseWhileRetiring(record);
  const message: MessageToCamera<'renewal-wanted'> = { requestedAt: new Date().toISOString() };
  await new IoTDataPlaneClient(target.client).send(
    new PublishCommand({
      topic: toCameraTopic(record.cameraName, 'renewal-wanted'),
      qos: 1,
      payload: Buffer.from(JSON.stringify(message)),
    }),
  );
  return record;
}
