// Which certificates a record stands for: the present one, and while a renewal is under way the one that is to follow it or the one before.
import type { LenientCameraRecord } from '../../../records/camera-record.ts';

export const certificatesNamedBy = ({
  certificateId,
  nextCertificateId,
  formerCertificateId,
}: LenientCameraRecord): (string | undefined)[] => [certificateId, nextCertificateId, formerCertificateId];

export const isNamedBy = (record: LenientCameraRecord, wanted: string | undefined): boolean =>
  wanted !== undefined && certificatesNamedBy(record).includes(wanted);
