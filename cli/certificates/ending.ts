// Which certificates end, and when: those that cameras are in service with, the soonest first.
import type { CameraRow } from '../../records/camera-row.ts';

export interface EndingCertificate {
  readonly certificateId: string;
  readonly cameraName: string;
  readonly serialNumber: string;
  /** ISO 8601, UTC. */
  readonly endsAt: string;
}

/** Records of an older release don't say when. @param before milliseconds since the epoch */
export function endingCertificates(rows: readonly CameraRow[], before = Infinity): EndingCertificate[] {
  return rows
    .flatMap(({ certificateId, certificateExpiresAt: at, cameraName, serialNumber }) =>
      certificateId === undefined || at === undefined || at >= before
        ? []
        : [{ at, certificateId, cameraName, serialNumber }],
    )
    .sort((one, other) => one.at - other.at || one.cameraName.localeCompare(other.cameraName))
    .map(({ at, ...certificate }) => ({ ...certificate, endsAt: new Date(at).toISOString() }));
}
