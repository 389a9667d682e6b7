// The record of the camera that somebody named on the command line.
import { getCameraRecord, type CameraRecord } from '../../records/camera-record.ts';
import { RefusedError } from '../failures.ts';
import { cameraTableOf, type Target } from '../target.ts';

/** @throws RefusedError when no camera of the name is registered; MalformedItemError, or the SDK's error */
export async function registeredCamera(target: Target, cameraName: string): Promise<CameraRecord> {
  const record = await getCameraRecord(await cameraTableOf(target), cameraName);
  if (!record) {
    throw new RefusedError(
      `There is no registered camera ${cameraName}. lensgate cameras list shows those that there are.`,
    );
  }
  return record;
}

/** @throws RefusedError */
export function refuseWhileRetiring({ cameraName, status }: Pick<CameraRecord, 'cameraName' | 'status'>): void {
  if (status === 'RETIRING') {
    throw new RefusedError(
      `Camera ${cameraName} is being retired: its owner, its sessions and its certificate end. lensgate executions list --camera ${cameraName} shows how far that is.`,
    );
  }
}
