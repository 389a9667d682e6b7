// Somebody has pressed the camera's button: for ten minutes it may be set up.
import { openSetup } from '../../records/setup-window.ts';
import type { Hear } from './heard.ts';

/** A message that comes late or twice opens nothing: the window begins when AWS IoT got it, and each press is one. */
export const hearSetup: Hear<'setup'> = async ({ camera, message: { requestId }, receivedAt }, table) => {
  const { cameraName, certificateId } = camera;
  const press = { cameraName, certificateId, requestId, at: Math.floor(receivedAt / 1000) };
  return (await openSetup(table, press)) ? 'setup-opened' : 'known-already';
};
