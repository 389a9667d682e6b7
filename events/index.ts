// The contracts of everything that is exchanged: a type and a validator per event, both generated from the schema beside them.
import * as cameraProvisioned from './generated/camera-provisioned.ts';
import * as cameraProvisioningFailed from './generated/camera-provisioning-failed.ts';
import * as registrationEvent from './generated/registration-event.ts';
import * as viewerUrlResponse from './generated/viewer-url-response.ts';
import { InvalidEventError, type Breach } from './invalid-event-error.ts';

export type { CameraProvisioned } from './generated/camera-provisioned.ts';
export type { CameraProvisioningFailed } from './generated/camera-provisioning-failed.ts';
export type { RegistrationEvent } from './generated/registration-event.ts';
export type { ViewerUrlResponse } from './generated/viewer-url-response.ts';
export { InvalidEventError } from './invalid-event-error.ts';

/** Returns a parsed payload as what it is, or throws InvalidEventError naming every field that is wrong. */
export type ValidateEvent<Event> = (payload: unknown) => Event;

export const validateRegistrationEvent: ValidateEvent<registrationEvent.RegistrationEvent> = (payload) =>
  check('registration-event', registrationEvent.validate, payload);

export const validateCameraProvisioned: ValidateEvent<cameraProvisioned.CameraProvisioned> = (payload) =>
  check('camera-provisioned', cameraProvisioned.validate, payload);

export const validateCameraProvisioningFailed: ValidateEvent<cameraProvisioningFailed.CameraProvisioningFailed> = (
  payload,
) => check('camera-provisioning-failed', cameraProvisioningFailed.validate, payload);

export const validateViewerUrlResponse: ValidateEvent<viewerUrlResponse.ViewerUrlResponse> = (payload) =>
  check('viewer-url-response', viewerUrlResponse.validate, payload);

// The generated code isn't typed: this is where its answer becomes one.
function check<Event>(contract: string, validate: unknown, payload: unknown): Event {
  const validator = validate as { (payload: unknown): boolean; errors: Breach[] | null };
  if (!validator(payload)) throw new InvalidEventError(contract, validator.errors ?? []);
  return payload as Event;
}
