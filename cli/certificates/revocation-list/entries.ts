// What a revocation list names, and why. [RFC 5280, 5.3]
import { serialOfDer } from '../../../records/issued-certificate.ts';
import { inside, MalformedDerError, type DerValue } from '../der.ts';
import { certificateIssuer, extensionOf, indirect, reasonCode } from './extensions.ts';
import { orDamaged } from './revocation-list-error.ts';

const [integer, sequence] = [0x02, 0x30];

/** [RFC 5280, 5.3.1: CRLReason] */
const reasons: Readonly<Record<number, string>> = {
  1: 'keyCompromise',
  2: 'cACompromise',
  3: 'affiliationChanged',
  4: 'superseded',
  5: 'cessationOfOperation',
  6: 'certificateHold',
  9: 'privilegeWithdrawn',
  10: 'aACompromise',
};
const removeFromCrl = 8;

/** By X.509 serial number, by value. @throws RevocationListError */
export function revokedOf(entries: readonly DerValue[]): Map<string, string | undefined> {
  return orDamaged(() => {
    const revoked = new Map<string, string | undefined>();
    for (const entry of entries) {
      const [number, , extensions] = inside(entry, sequence);
      if (number?.tag !== integer || number.content.length === 0)
        throw new MalformedDerError('an entry without a number');
      const read = extensions === undefined ? [] : inside(extensions, sequence).map(extensionOf);
      if (read.some(({ oid }) => oid === certificateIssuer)) throw indirect();
      const reason = read.find(({ oid }) => oid === reasonCode)?.value.at(-1);
      if (reason !== removeFromCrl) revoked.set(serialOfDer(number.content), reasons[reason ?? 0]);
    }
    return revoked;
  });
}
