// DER, as far as a revocation list needs it: a hundred thousand entries are read in a moment. [X.690, 8.1 and 10.1]

export interface DerValue {
  /** The identifier octet. */
  readonly tag: number;
  readonly content: Buffer;
  /** With identifier and length. */
  readonly whole: Buffer;
}

export class MalformedDerError extends Error {
  override readonly name = 'MalformedDerError';
}

/** All values that stand in the bytes, one after another. @throws MalformedDerError */
export function readDer(bytes: Buffer): DerValue[] {
  const values: DerValue[] = [];
  for (let at = 0; at < bytes.length;) {
    const value = valueAt(bytes, at);
    values.push(value);
    at += value.whole.length;
  }
  return values;
}

/** The values inside of one that has this tag. @throws MalformedDerError */
export function inside(value: DerValue | undefined, tag: number): DerValue[] {
  if (value?.tag !== tag) throw new MalformedDerError(`tag ${value?.tag ?? '(none)'} instead of ${tag}`);
  return readDer(value.content);
}

function valueAt(bytes: Buffer, at: number): DerValue {
  const [tag, first] = [bytes[at]!, bytes[at + 1] ?? 0x80];
  // Lists have no tags of several octets.
  if ((tag & 0x1f) === 0x1f) throw new MalformedDerError('a tag of several octets');
  const lengthOctets = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || lengthOctets > 4) throw new MalformedDerError('a length that is not definite, or missing');
  const start = at + 2 + lengthOctets;
  if (start > bytes.length) throw new MalformedDerError('it ends too early');
  const length = lengthOctets === 0 ? first : bytes.readUIntBE(at + 2, lengthOctets);
  if (start + length > bytes.length) throw new MalformedDerError('it ends too early');
  return { tag, content: bytes.subarray(start, start + length), whole: bytes.subarray(at, start + length) };
}
