// Which certificates a record stands for: the present one, and while a renewal is under way the one that is to follow it or the one before.
import { getCameraRecordLeniently, type LenientCameraRecord } from './camera-record.ts';
import type { Table } from './camera-table.ts';

export const certificatesNamedBy = ({
  certificateId,
  nextCertificateId,
  formerCertificateId,
}: LenientCameraRecord): (string | undefined)[] => [certificateId, nextCertificateId, formerCertificateId];

export const isNamedBy = (record: LenientCameraRecord, wanted: string | undefined): boolean =>
  wanted !== undefined && certificatesNamedBy(record).includes(wanted);

/**
 * Whether it is one of the camera's: what connects under a camera's name may be another product's device. Before a certificate of
 * ours can connect, a record names it. Strongly consistent. Rejects with the SDK's error.
 */
export async function isOfCamera(table: Table, certificateId: string, cameraName: string): Promise<boolean> {
  const record = await getCameraRecordLeniently(table, cameraName);
  return record !== undefined && isNamedBy(record, certificateId);
}
