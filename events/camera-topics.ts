// What a camera and the cloud say to each other over MQTT: which kind of message goes to which topic, and its contract.
import {
  validateCertificateDelivery,
  validateCertificateRefusal,
  validateCertificateRequest,
  validateEndSessions,
  validateFactoryReset,
  validatePairingProof,
  validatePairingResult,
  validateRenewalWanted,
  validateSetupOpened,
} from './index.ts';

/** Published by the camera, below `to-cloud`. */
export const messagesToCloud = {
  'certificate-request': validateCertificateRequest,
  pairing: validatePairingProof,
  'factory-reset': validateFactoryReset,
  setup: validateSetupOpened,
} as const;

/** Published by the cloud, below `to-camera`. */
export const messagesToCamera = {
  'end-sessions': validateEndSessions,
  'renewal-wanted': validateRenewalWanted,
  certificate: validateCertificateDelivery,
  'certificate-refused': validateCertificateRefusal,
  'pairing-result': validatePairingResult,
} as const;

export type ToCloud = keyof typeof messagesToCloud;
export type ToCamera = keyof typeof messagesToCamera;
export type MessageToCloud<Kind extends ToCloud> = ReturnType<(typeof messagesToCloud)[Kind]>;
export type MessageToCamera<Kind extends ToCamera> = ReturnType<(typeof messagesToCamera)[Kind]>;

export const toCloudTopic = (cameraName: string, kind: ToCloud): string => `lensgate/${cameraName}/to-cloud/${kind}`;
export const toCameraTopic = (cameraName: string, kind: ToCamera): string => `lensgate/${cameraName}/to-camera/${kind}`;
/** What a camera subscribes to: all that the cloud has to say to it. */
export const toCameraFilter = (cameraName: string): string => `lensgate/${cameraName}/to-camera/+`;
