// What a token must look like before anybody asks for its key: short, unambiguous, and without instructions to the reader.
import { decomposeUnverifiedJwt } from 'aws-jwt-verify/jwt';
import type { JwtHeader, JwtPayload } from 'aws-jwt-verify/jwt-model';

/** Characters. API Gateway takes no more than 10,240 bytes of headers. */
export const longestToken = 8_192;

/** Tell the reader which key to trust, or how to read; an issuer that is known by its address has no need of them. */
const instructions = ['jwk', 'jku', 'x5c', 'x5u', 'crit', 'b64', 'zip', 'enc'];

export type TokenText =
  | { readonly header: JwtHeader & { readonly kid: string }; readonly payload: JwtPayload }
  | { readonly refused: string };

/** Nothing here is believed yet. */
export function readTokenText(token: string, algorithms: readonly string[]): TokenText {
  if (token === '') return { refused: 'no-token' };
  if (token.length > longestToken) return { refused: 'token-too-long' };
  const parts = token.split('.');
  if (parts.length !== 3 || !parts.every(isBase64Url)) return { refused: 'malformed-token' };
  let decomposed;
  try {
    decomposed = decomposeUnverifiedJwt(token);
    if (parts.slice(0, 2).map(decode).some(namesTwice)) return { refused: 'name-given-twice' };
  } catch {
    return { refused: 'malformed-token' };
  }
  const { header, payload } = decomposed;
  if (!header.alg || !algorithms.includes(header.alg)) return { refused: 'algorithm-not-allowed' };
  if (instructions.some((name) => Object.hasOwn(header, name))) return { refused: 'header-not-allowed' };
  const { kid } = header;
  if (!kid) return { refused: 'no-key-id' };
  return { header: { ...header, kid }, payload };
}

/** In the one spelling that the bytes have: padding and stray bits would give one token many. */
function isBase64Url(part: string): boolean {
  return part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part;
}

const decode = (part: string): string =>
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(part, 'base64url'));

const jsonTokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/** Whether an object in this valid JSON has a name twice: two readers might believe different ones. */
export function namesTwice(json: string): boolean {
  const open: (Set<string> | undefined)[] = [];
  let last = '';
  for (const [token] of json.matchAll(jsonTokens)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const name = JSON.parse(last) as string;
      const names = open.at(-1);
      if (names?.has(name)) return true;
      names?.add(name);
    }
    last = token;
  }
  return false;
}
