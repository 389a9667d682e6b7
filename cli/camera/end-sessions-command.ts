// `lensgate camera end-sessions`: the camera's channel is made anew, so that nobody stays who came in by an older URL.
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Command } from 'commander';
import { executionsOf } from '../../executions/executions.ts';
import { startRotation } from '../../executions/rotation.ts';
import type { CameraRecord } from '../../records/camera-record.ts';
import { adminOf, newRequestId } from '../admin.ts';
import { cameraOption, reasonOption, type OfCamera, type WithReason } from '../arguments.ts';
import { awaitEnd } from '../executions/await-end.ts';
import { RefusedError } from '../failures.ts';
import { printer } from '../output.ts';
import { openTarget, type GlobalOptions, type Target } from '../target.ts';
import { refuseWhileRetiring, registeredCamera } from './registered-camera.ts';

export function addEndSessionsCommand(camera: Command): void {
  camera
    .command('end-sessions')
    .description('end all sessions of a camera: its channel is made anew, and the camera is told')
    .addOption(cameraOption())
    .addOption(reasonOption())
    .addHelpText('after', '\nFor some seconds the camera is out of reach. Who may watch it gets a new URL then.')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & OfCamera & WithReason>();
      const target = await openTarget(options);
      const executionName = await endSessionsOf(target, options.camera, options.reason);
      const text = `All sessions of ${options.camera} have ended (execution ${executionName} of RotateChannel).`;
      printer(options.json).result({ cameraName: options.camera, outcome: 'ended', executionName }, text);
    });
}

/** Resolves with the execution's name. What is done is told. @throws RefusedError, or the SDK's error */
export async function endSessionsOf(target: Target, name: string, reason: string | undefined): Promise<string> {
  const record = await registeredCamera(target, name);
  const executionName = await endSessions(target, record);
  await (
    await adminOf(target)
  ).announce({
    change: 'sessions-ended',
    cameraName: record.cameraName,
    epoch: record.epoch,
    requestId: newRequestId(),
    ...(reason !== undefined && { reason: reason }),
  });
  return executionName;
}

/** Resolves with the execution's name, once it has ended well. @throws RefusedError with its cause, or the SDK's error */
export async function endSessions(
  target: Target,
  camera: Pick<CameraRecord, 'cameraName' | 'channelArn' | 'status'>,
): Promise<string> {
  refuseWhileRetiring(camera);
  const { cameraName, channelArn } = camera;
  const executions = executionsOf(new SFNClient(target.client), await target.output('RotationStateMachineArn'));
  const { executionName } = await startRotation(executions, { cameraName, channelArn });
  const end = await awaitEnd(executions, executionName);
  if (!end.succeeded) throw new RefusedError(`The sessions of ${cameraName} have not ended: ${end.message}`);
  return executionName;
}
