// Which certificates a record stands for: the present one, and the one that is to follow it.
import type { LenientCameraRecord } from '../../../records/camera-record.ts';

export const isNamedBy = (
  { certificateId, nextCertificateId }: LenientCameraRecord,
  wanted: string | undefined,
): boolean => wanted !== undefined && (certificateId === wanted || nextCertificateId === wanted);
