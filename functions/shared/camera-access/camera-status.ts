// The statuses of a record in which the camera is somebody's, whatever can be done with it at that moment.

/**
 * `ACTIVE`; `ROTATING` while its channel is made anew; `REPLACING` and then `REGISTERING` while another certificate or other hardware
 * takes its place: owner and guests stay what they are.
 */
const statuses = ['ACTIVE', 'ROTATING', 'REPLACING', 'REGISTERING'] as const;
export type CameraStatus = (typeof statuses)[number];

/** Of a camera that is retired, or whose registration is undone, it isn't. */
export const isCameraStatus = (status: string | undefined): status is CameraStatus =>
  (statuses as readonly (string | undefined)[]).includes(status);

export const isBeingReplaced = (status: CameraStatus): boolean => status === 'REPLACING' || status === 'REGISTERING';
