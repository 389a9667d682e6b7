// Tells who banned what, and why: for each camera that had the certificate, so that it stands in the camera's story, or once.
import type { Banned } from '../../records/certificate-ban.ts';
import { newRequestId, type Admin, type BanChange } from '../admin.ts';
import type { Withdrawn } from './withdraw.ts';

type WhoseCertificate = Pick<Withdrawn, 'certificateId' | 'cameras'>;

export type Told = Pick<BanChange, 'change' | 'reason'>;

/** Whatever becomes of this, the ban stands. */
export async function announceBan(
  { announceBan: announce }: Admin,
  told: Told,
  banned: Banned,
  withdrawn: readonly WhoseCertificate[],
): Promise<void> {
  const requestId = newRequestId();
  const ofCameras = camerasOf(withdrawn);
  if (ofCameras.length === 0) await announce({ ...told, ...banned, requestId });
  for (const one of ofCameras) await announce({ ...told, ...banned, ...one, requestId });
}

/** Of a revocation list: once for all, and for each camera that had one of its certificates. */
export async function announceList(
  { announceBan: announce }: Admin,
  told: Told,
  { issuerKey, listed }: { readonly issuerKey: string; readonly listed: number },
  withdrawn: readonly WhoseCertificate[],
): Promise<void> {
  const requestId = newRequestId();
  await announce({ ...told, issuerKey, listed, requestId });
  for (const one of camerasOf(withdrawn)) await announce({ ...told, issuerKey, ...one, requestId });
}

const camerasOf = (withdrawn: readonly WhoseCertificate[]) =>
  withdrawn.flatMap(({ certificateId, cameras }) => cameras.map((cameraName) => ({ certificateId, cameraName })));
