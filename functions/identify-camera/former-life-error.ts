// A camera that is wanted, once its former life has ended, or has been handed over to it.
import type { IdentifiedCamera } from './identify-camera.ts';

/** An error leads the workflow to RetireFormerLife without a Choice, which would cost every registration a transition. */
export class FormerLifeError extends Error {
  override readonly name = 'FormerLifeError';

  constructor(camera: IdentifiedCamera) {
    const { cameraName, serialNumber, replaces } = camera;
    const message = `Camera ${cameraName} (serial number ${serialNumber}) comes with another certificate: its former life ${replaces?.livesOn === true ? 'is handed over' : 'ends'} first.`;
    super(JSON.stringify({ message, cameraName, serialNumber, camera }));
  }
}
