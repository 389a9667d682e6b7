// Cameras, as the backend and the pages exchange them.
import type { CameraRow } from '../../records/camera-row.ts';

export type { CameraRow } from '../../records/camera-row.ts';

export interface Fleet {
  readonly cameras: readonly CameraRow[];
  /** When the reading of the table ended. */
  readonly readAt: number;
  /** For so long everybody gets this answer: the longer the reading took, the longer. */
  readonly freshForMs: number;
}

export interface OneCamera {
  /** Absent when there is none of that name. */
  readonly camera?: CameraRow;
}

/** One link of the camera's chain, as `lensgate doctor` says it. */
export interface Finding {
  readonly check: string;
  readonly outcome: 'holds' | 'fails' | 'unknown';
  readonly says: string;
  readonly fix?: string;
}

export interface Examination {
  readonly findings: readonly Finding[];
}

/** As AWS IoT has it. */
export interface CertificateFacts {
  readonly status?: string | undefined;
  readonly notBefore?: number | undefined;
  readonly notAfter?: number | undefined;
}

export interface DemoCameraRequest {
  /** Of the user whose camera it is to be. Without one it belongs to the demo's own user. */
  readonly pairingToken?: string;
}

export interface DemoCameraAdded {
  readonly cameraName: string;
  readonly executionName: string;
}

/** What can't be undone is confirmed by the camera's name. */
interface Confirmed {
  readonly confirm: string;
  /** For the history; empty or absent for none. */
  readonly reason?: string;
}

/** The words are those of `lensgate camera retire`. */
export interface RetireRequest extends Confirmed {
  readonly certificate: 'ban' | 'rearm';
  readonly recordings: 'keep' | 'delete';
  readonly manifest: 'keep' | 'remove';
}

export interface SetOwnerRequest extends Confirmed {
  /** E-mail address; null for nobody. */
  readonly owner: string | null;
}

export type EndSessionsRequest = Pick<Confirmed, 'reason'>;

export interface ClaimCodeMade {
  readonly claimCode: string;
}
