// The code on a camera's label: whoever has it may claim the camera. Only a salted hash of it is kept.
import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';

/** [Crockford's Base32: no I, L, O, U] */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const groups = [4, 4, 5];
// 5 bits each.
const fewestCharacters = 12;
const claimCode = new RegExp(`^[${alphabet}]{${fewestCharacters},64}$`);

/** What is kept of a code, as attributes of the manifest entry; both in base64url. */
export interface HashedClaimCode {
  readonly claimCodeHash: string;
  readonly claimCodeSalt: string;
}

/** 65 random bits, as `7KQW-2M4X-9TBRA`. */
export function makeClaimCode(): string {
  const characters = [...randomBytes(groups.reduce((sum, length) => sum + length))].map((byte) => alphabet[byte & 31]!);
  return groups.map((length) => characters.splice(0, length).join('')).join('-');
}

/** One spelling: upper case, without dashes and spaces, with 0 for O, and 1 for I and L. */
export function foldClaimCode(code: string): string {
  return code.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
}

/** Long enough to have 60 bits, in whatever spelling. */
export const isClaimCode = (code: string): boolean => claimCode.test(foldClaimCode(code));

export async function hashClaimCode(code: string): Promise<HashedClaimCode> {
  const salt = randomBytes(16);
  return { claimCodeHash: (await hash(code, salt)).toString('base64url'), claimCodeSalt: salt.toString('base64url') };
}

/** Takes as long without a hash to compare with: how long it takes tells nothing. */
export async function matchesClaimCode(code: string, hashed: HashedClaimCode | undefined): Promise<boolean> {
  const { claimCodeHash, claimCodeSalt } = hashed ?? noCode;
  const [given, kept] = [
    await hash(code, Buffer.from(claimCodeSalt, 'base64url')),
    Buffer.from(claimCodeHash, 'base64url'),
  ];
  return given.length === kept.length && timingSafeEqual(given, kept) && hashed !== undefined;
}

const noCode: HashedClaimCode = {
  claimCodeHash: Buffer.alloc(32).toString('base64url'),
  claimCodeSalt: Buffer.alloc(16).toString('base64url'),
};

// Codes are random, and nobody's choice: 60 bits carry the weight. The cost is what a fleet's manifest can be imported with.
const cost: ScryptOptions = { N: 4096, r: 8, p: 1 };

function hash(code: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    scrypt(foldClaimCode(code), salt, 32, cost, (error, key) => (error ? reject(error) : resolve(key))),
  );
}
