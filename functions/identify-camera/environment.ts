// Settings of identify-camera.

/** What the stack must set. */
export interface IdentifyCameraEnvironment {
  readonly TABLE_NAME: string;
  readonly DEVICE_CA_CERTIFICATE_IDS: string;
}
