// How the workflows tag a camera's channel and stream.
import type { LenientCameraRecord } from '../../records/camera-record.ts';
import { found, type Looked } from './look.ts';
import type { Tags } from './media-evidence.ts';

interface Recorded {
  readonly record: Looked<LenientCameraRecord>;
  readonly stage: string | undefined;
}

/** What the workflows write: whose it is, and the certificate that is current. Undefined where there is no record to go by. */
export function expectedTags({ record, stage }: Recorded): Tags | undefined {
  const { serialNumber, certificateId } = found(record) ?? {};
  if (serialNumber === undefined || certificateId === undefined) return undefined;
  return {
    ...(stage !== undefined && { 'lensgate:stage': stage }),
    'lensgate:serialNumber': serialNumber,
    'lensgate:certificateId': certificateId,
  };
}
