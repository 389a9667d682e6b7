// What the table of bans says of a certificate.
import type { CACertificateDescription, CertificateDescription } from '@aws-sdk/client-iot';
import type { Table } from '../../records/camera-table.ts';
import { getBan, type CertificateBan } from '../../records/certificate-ban.ts';
import { issuerAndSerialOf, issuerKeyOf } from '../../records/issued-certificate.ts';
import { look, type Looked } from './look.ts';

/** Of a certificate that is known, by its id and by its CA's number. `bans`: undefined for a stack of an older release. */
export async function lookForBan(
  bans: Table | undefined,
  { certificateId, certificatePem, caCertificateId }: CertificateDescription = {},
  { certificatePem: caPem }: CACertificateDescription = {},
): Promise<Looked<CertificateBan>> {
  if (bans === undefined) return { unasked: 'the stack knows no bans' };
  if (certificateId === undefined) return { unasked: 'the certificate is not known' };
  const byId = await look('dynamodb:GetItem', () => getBan(bans, { certificateId }));
  if (!('missing' in byId) || certificatePem === undefined || caCertificateId === undefined) return byId;
  if (caPem === undefined) return { unasked: 'it is not banned by its id, and its issuer is not known' };
  return look('dynamodb:GetItem', () => getBan(bans, issuerAndSerialOf(certificatePem, issuerKeyOf(caPem))));
}
