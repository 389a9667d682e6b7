// Has somebody banned the certificate?
import type { Evidence } from './evidence.ts';
import { fails, holds, type Finding } from './finding.ts';
import { withoutAnswer } from './look.ts';

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
