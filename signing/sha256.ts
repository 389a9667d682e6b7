// SHA-256 and HMAC-SHA-256 over node:crypto, in the shape that @smithy/signature-v4 asks for.
import { hash } from 'node:crypto';

type SourceData = string | ArrayBuffer | ArrayBufferView;

const blockLength = 64;
const digestLength = 32;

/** A hash; with a secret, an HMAC. Digests are 32 bytes. */
export class Sha256 {
  readonly #key: Uint8Array | undefined;
  #data: Uint8Array = new Uint8Array();

  constructor(secret?: SourceData) {
    this.#key = secret === undefined ? undefined : bytesOf(secret);
  }

  update(chunk: Uint8Array): void {
    this.#data = this.#data.length === 0 ? chunk : Buffer.concat([this.#data, chunk]);
  }

  async digest(): Promise<Uint8Array> {
    return this.#key ? hmac(this.#key, this.#data) : sha256(this.#data);
  }

  reset(): void {
    this.#data = new Uint8Array();
  }
}

const sha256 = (data: Uint8Array): Buffer => hash('sha256', data, 'buffer');

// [RFC 2104] H((K ^ opad) || H((K ^ ipad) || data)). Two one-shot hashes: on Node 24, Lambda's runtime, createHmac costs six times as much.
function hmac(key: Uint8Array, data: Uint8Array): Buffer {
  const shortKey = key.length > blockLength ? sha256(key) : key;
  const inner = Buffer.alloc(blockLength + data.length, 0x36);
  const outer = Buffer.alloc(blockLength + digestLength, 0x5c);
  shortKey.forEach((byte, index) => {
    inner[index]! ^= byte;
    outer[index]! ^= byte;
  });
  inner.set(data, blockLength);
  outer.set(sha256(inner), blockLength);
  return sha256(outer);
}

function bytesOf(source: SourceData): Uint8Array {
  if (typeof source === 'string') return Buffer.from(source, 'utf8');
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}
