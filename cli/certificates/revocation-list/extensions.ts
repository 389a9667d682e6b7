// The extensions of a revocation list: whether it is one that says all, of one CA. And those of its entries. [RFC 5280, 5.2 and 5.3]
import { inside, MalformedDerError, readDer, type DerValue } from '../der.ts';
import { orDamaged, RevocationListError } from './revocation-list-error.ts';

const [octetString, sequence] = [0x04, 0x30];

interface Extension {
  readonly oid: string;
  readonly isCritical: boolean;
  readonly value: Buffer;
}

/** @throws MalformedDerError */
export function extensionOf(extension: DerValue): Extension {
  const parts = inside(extension, sequence);
  const value = parts.at(-1);
  if (parts[0]?.tag !== 0x06 || value?.tag !== octetString) throw new MalformedDerError('an extension that is none');
  return { oid: parts[0].content.toString('hex'), isCritical: parts[1]?.content[0] === 0xff, value: value.content };
}

// Object identifiers below 2.5.29. [RFC 5280, 5.2 and 5.3]
const [deltaIndicator, issuingDistributionPoint] = ['551d1b', '551d1c'];
export const [reasonCode, certificateIssuer] = ['551d15', '551d1d'];

/** @throws RevocationListError */
export function checkExtensions(extensions: readonly DerValue[]): void {
  for (const { oid, isCritical, value } of orDamaged(() => extensions.map(extensionOf))) {
    if (oid === deltaIndicator) {
      throw new RevocationListError('The list is a delta: it has only what changed. Import the complete list.');
    }
    // [4] indirectCRL, when it is true.
    if (
      oid === issuingDistributionPoint &&
      orDamaged(() => inside(readDer(value)[0], sequence)).some(({ tag }) => tag === 0x84)
    ) {
      throw indirect();
    }
    if (isCritical && oid !== issuingDistributionPoint) {
      throw new RevocationListError('The list has a critical extension that this command does not know.');
    }
  }
}

export const indirect = () =>
  new RevocationListError(
    "The list is indirect: it has certificates of other CAs than its own. Import each CA's own list.",
  );
