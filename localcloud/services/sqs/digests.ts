// The MD5 digests that SDKs check: of a body, and of message attributes. [SQS: calculating the MD5 message digest for message attributes]
import { createHash, type Hash } from 'node:crypto';
import type { StoredAttribute } from './message.ts';

const stringTransport = 1;
const binaryTransport = 2;

export function md5OfBody(body: string): string {
  return createHash('md5').update(body, 'utf8').digest('hex');
}

/** Undefined when there are none: the member is then absent from the answer. */
export function md5OfAttributes(attributes: Readonly<Record<string, StoredAttribute>>): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  for (const name of names) {
    const { dataType, stringValue, binaryValue } = attributes[name]!;
    addWithLength(hash, Buffer.from(name));
    addWithLength(hash, Buffer.from(dataType));
    const binary = dataType.startsWith('Binary');
    hash.update(Uint8Array.of(binary ? binaryTransport : stringTransport));
    addWithLength(hash, binary ? Buffer.from(binaryValue ?? '', 'base64') : Buffer.from(stringValue ?? ''));
  }
  return hash.digest('hex');
}

function addWithLength(hash: Hash, bytes: Buffer): void {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  hash.update(length).update(bytes);
}
