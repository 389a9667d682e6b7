// Has somebody banned the certificate?
import type { CACertificateDescription, CertificateDescription } from '@aws-sdk/client-iot';
import type { Table } from '../../records/camera-table.ts';
import { getBan, type CertificateBan } from '../../records/certificate-ban.ts';
import { issuerAndSerialOf, issuerKeyOf } from '../../records/issued-certificate.ts';
import type { Evidence } from './evidence.ts';
import { fails, holds, type Finding } from './finding.ts';
import { look, withoutAnswer, type Looked } from './look.ts';

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

export function checkBan({ ban, certificateId }: Evidence): Finding {
  const check = 'ban';
  const unanswered = withoutAnswer(check, ban);
  if (unanswered) return unanswered;
  if (!('found' in ban)) return holds(check, 'the certificate is not banned');
  const { bannedAt, bannedBy, reason, x509SerialNumber } = ban.found;
  const since = bannedAt === undefined ? '' : ` since ${new Date(bannedAt * 1000).toISOString()}`;
  const named =
    x509SerialNumber === undefined
      ? `--certificate ${certificateId ?? '<id>'}`
      : `--issuer <file of its CA> --x509-serial ${x509SerialNumber}`;
  return fails(
    check,
    `the certificate is banned${since} by ${bannedBy ?? 'nobody that is known'}${reason === undefined ? '' : `: ${reason.replace(/\.$/, '')}`}`,
    `The camera needs a new certificate. If the ban was a mistake: npx lensgate certificates unban ${named}`,
  );
}
