// Tokens that nobody may get in with: each is a good token with one thing wrong, made by jose and node:crypto.
import { generateKeyPairSync, sign } from 'node:crypto';
import { SignJWT, exportJWK } from 'jose';
import type { TokenMaker } from './token-issuer.ts';

const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** What is wrong, the word that the log gets, and the token. */
export const hostileTokens: readonly [what: string, refused: string, make: (issuer: TokenMaker) => Promise<string> | string][] = [
  // The algorithm
  ['alg none, no signature', 'malformed-token', (i) => unsigned(i, { alg: 'none', kid: i.keyId })],
  ['alg none, with a signature', 'algorithm-not-allowed', (i) => handMade(i, { alg: 'none', kid: i.keyId })],
  ['alg NONE', 'algorithm-not-allowed', (i) => handMade(i, { alg: 'NONE', kid: i.keyId })],
  ['no alg', 'algorithm-not-allowed', (i) => handMade(i, { kid: i.keyId })],
  ['alg that is no text', 'malformed-token', (i) => handMade(i, { alg: ['RS256'], kid: i.keyId })],
  ['HS256 with the public key in PEM as the secret', 'algorithm-not-allowed', (i) =>
    i.handMade(JSON.stringify({ alg: 'HS256', kid: i.keyId }), payload(i), Buffer.from(i.publicKey.export({ type: 'spki', format: 'pem' })))],
  ['HS256 with the modulus as the secret', 'algorithm-not-allowed', async (i) =>
    i.handMade(JSON.stringify({ alg: 'HS256', kid: i.keyId }), payload(i), Buffer.from((await exportJWK(i.publicKey)).n!, 'base64url'))],
  ['an HMAC under the name RS256', 'wrong-signature', (i) =>
    i.handMade(header(i), payload(i), Buffer.from(i.publicKey.export({ type: 'spki', format: 'pem' })))],
  ['RS512, which the issuer could but the settings do not allow', 'algorithm-not-allowed', (i) => i.token({}, { alg: 'RS512' })],
  ['PS256', 'algorithm-not-allowed', (i) => i.token({}, { alg: 'PS256' })],
  ['ES256 with a key of its own', 'algorithm-not-allowed', (i) =>
    i.token({}, { alg: 'ES256' }, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)],
  // The key
  ['another key under a known id', 'wrong-signature', (i) => i.token({}, {}, stranger.privateKey)],
  ['an unknown key id', 'unknown-key', (i) => i.token({}, { kid: 'key-2' }, stranger.privateKey)],
  ['no key id', 'no-key-id', (i) => i.token({}, { kid: undefined })],
  ['an empty key id', 'no-key-id', (i) => i.token({}, { kid: '' })],
  ['a key id that is no text', 'malformed-token', (i) => handMade(i, { alg: 'RS256', kid: 1 })],
  ['a key id that is a path', 'unknown-key', (i) => i.token({}, { kid: '../../dev/null' })],
  ['its own key in the header', 'header-not-allowed', async (i) =>
    new SignJWT(i.claims()).setProtectedHeader({ alg: 'RS256', kid: i.keyId, jwk: await exportJWK(stranger.publicKey) }).sign(stranger.privateKey)],
  ['a URL of its own keys', 'header-not-allowed', (i) => i.token({}, { jku: 'https://evil.example/keys' }, stranger.privateKey)],
  ['a URL of its own certificate', 'header-not-allowed', (i) => i.token({}, { x5u: 'https://evil.example/chain' }, stranger.privateKey)],
  ['a certificate of its own', 'header-not-allowed', (i) => i.token({}, { x5c: ['MIIB'] }, stranger.privateKey)],
  ['a critical extension that nobody here understands', 'header-not-allowed', (i) => handMade(i, { alg: 'RS256', kid: i.keyId, crit: ['exp'], exp: 1 })],
  ['b64 false', 'header-not-allowed', (i) => handMade(i, { alg: 'RS256', kid: i.keyId, b64: false })],
  ['a compressed payload', 'header-not-allowed', (i) => i.token({}, { zip: 'DEF' })],
  // The signature
  ['a payload that was changed after signing', 'wrong-signature', async (i) => {
    const [head, , signature] = (await i.token()).split('.');
    return [head, encode({ ...i.claims(), email: 'eve@example.com' }), signature].join('.');
  }],
  ['a header that was changed after signing', 'wrong-signature', async (i) => {
    const [, body, signature] = (await i.token()).split('.');
    return [encode({ alg: 'RS256', kid: i.keyId, typ: 'JWT' }), body, signature].join('.');
  }],
  ['an empty signature', 'malformed-token', async (i) => (await i.token()).replace(/[^.]+$/, '')],
  ['a signature of zeros', 'wrong-signature', async (i) => (await i.token()).replace(/[^.]+$/, Buffer.alloc(256).toString('base64url'))],
  ['a signature with padding', 'malformed-token', async (i) => `${await i.token()}==`],
  ['a signature with stray bits', 'malformed-token', async (i) => withStrayBits(await i.token())],
  ['a signature in plain base64', 'malformed-token', async (i) => {
    const [head, body, signature] = (await i.token({ jti: 'x' })).split('.');
    return [head, body, `+/${signature!.slice(2)}`].join('.');
  }],
  // Whose, for whom, when
  ['another issuer', 'wrong-issuer', (i) => i.token({ iss: 'https://evil.example' })],
  ['the issuer with a slash at its end', 'wrong-issuer', (i) => i.token({ iss: `${i.issuer}/` })],
  ['no issuer', 'wrong-issuer', (i) => i.token({ iss: undefined })],
  ['a list of issuers', 'malformed-token', (i) => handMade(i, undefined, { iss: [i.issuer] })],
  ['another audience', 'wrong-audience', (i) => i.token({ aud: 'another-client' })],
  ['an audience that only begins like ours', 'wrong-audience', (i) => i.token({ aud: `${i.audience}-2` })],
  ['no audience', 'wrong-audience', (i) => i.token({ aud: undefined })],
  ['no audience, but our client id', 'wrong-audience', (i) => i.token({ aud: undefined, client_id: i.audience })],
  ['an empty list of audiences', 'wrong-audience', (i) => i.token({ aud: [] })],
  ['several audiences, issued to another client', 'wrong-audience', (i) => i.token({ aud: [i.audience, 'b'], azp: 'b' })],
  ['several audiences, issued to nobody in particular', 'wrong-audience', (i) => i.token({ aud: [i.audience, 'b'] })],
  ['expired ten seconds ago', 'expired', (i) => i.token({ iat: i.now() - 100, exp: i.now() - 10 })],
  ['no expiry', 'no-expiry', (i) => i.token({ exp: undefined })],
  ['an expiry that is text', 'malformed-token', (i) => handMade(i, undefined, { exp: '9999999999' })],
  ['an expiry beyond all numbers', 'malformed-token', (i) => i.handMade(header(i), payload(i).replace(/"exp":\d+/, '"exp":1e999'))],
  ['not valid for another minute', 'not-yet-valid', (i) => i.token({ nbf: i.now() + 60 })],
  ['issued in a minute', 'not-yet-valid', (i) => i.token({ iat: i.now() + 60 })],
  // What it is
  ['an access token by its type', 'wrong-token-use', (i) => i.token({}, { typ: 'at+jwt' })],
  ['an access token by its media type', 'wrong-token-use', (i) => i.token({}, { typ: 'application/AT+JWT' })],
  ["an access token in Cognito's words", 'wrong-token-use', (i) => i.token({ token_use: 'access' })],
  ['a logout token', 'type-not-allowed', (i) => i.token({}, { typ: 'logout+jwt' })],
  ['a proof of possession', 'type-not-allowed', (i) => i.token({}, { typ: 'dpop+jwt' })],
  ['a type that is no text', 'type-not-allowed', (i) => handMade(i, { alg: 'RS256', kid: i.keyId, typ: null })],
  // The user
  ['an address that nobody verified', 'email-not-verified', (i) => i.token({ email_verified: false })],
  ['no word about the address', 'email-not-verified', (i) => i.token({ email_verified: undefined })],
  ['verified as text', 'email-not-verified', (i) => i.token({ email_verified: 'true' })],
  ['verified as a number', 'email-not-verified', (i) => i.token({ email_verified: 1 })],
  ['no address', 'no-valid-email', (i) => i.token({ email: undefined })],
  ['a list of addresses', 'no-valid-email', (i) => i.token({ email: ['ada@example.com'] })],
  ['two addresses in one', 'no-valid-email', (i) => i.token({ email: 'ada@example.com,eve@example.com' })],
  ['an address in lookalike letters', 'no-valid-email', (i) => i.token({ email: 'ada@example.\u212Aom' })],
  // The text
  ['a claim given twice', 'name-given-twice', (i) => i.handMade(header(i), payload(i).replace('{', '{"email":"eve@example.com",'))],
  ['a claim given twice, once in escapes', 'name-given-twice', (i) => i.handMade(header(i), payload(i).replace('{', '{"\\u0065mail":"eve@example.com",'))],
  ['a header given twice', 'name-given-twice', (i) => i.handMade(header(i).replace('{', '{"alg":"none",'), payload(i))],
  ['a name given twice inside a claim', 'name-given-twice', (i) => i.handMade(header(i), payload(i).replace('{', '{"address":{"a":1,"a":2},'))],
  ['a payload that is a list', 'malformed-token', (i) => i.handMade(header(i), `[${payload(i)}]`)],
  ['a payload that is no JSON', 'malformed-token', (i) => i.handMade(header(i), `${payload(i)}}`)],
  ['a header that is no JSON', 'malformed-token', (i) => i.handMade('header', payload(i))],
  ['bytes that are no UTF-8', 'malformed-token', (i) => badUtf8(i)],
  ['one part', 'malformed-token', async (i) => (await i.token()).split('.')[0]!],
  ['five parts, as an encrypted token has them', 'malformed-token', async (i) => `${await i.token()}.e30.e30`],
  ['a space inside', 'malformed-token', async (i) => (await i.token()).replace('.', '. ')],
  ['two tokens, as a header that came twice', 'malformed-token', async (i) => `${await i.token()},${await i.token()}`],
  ['9,000 characters', 'token-too-long', (i) => i.token({ padding: 'x'.repeat(6_500) })],
]; // prettier-ignore

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const header = ({ keyId }: TokenMaker): string => JSON.stringify({ alg: 'RS256', kid: keyId });
const payload = (issuer: TokenMaker): string => JSON.stringify(issuer.claims());

function handMade(issuer: TokenMaker, head: object = { alg: 'RS256', kid: issuer.keyId }, claims: object = {}): string {
  return issuer.handMade(JSON.stringify(head), JSON.stringify({ ...issuer.claims(), ...claims }));
}

const unsigned = (issuer: TokenMaker, head: object): string => `${encode(head)}.${encode(issuer.claims())}.`;

/** The last character holds two bits of the last byte and four that mean nothing. */
function withStrayBits(token: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(token.at(-1)!);
  return token.slice(0, -1) + alphabet[last + 1]!;
}

function badUtf8(issuer: TokenMaker): string {
  const body = Buffer.concat([
    Buffer.from('{"name":"'),
    Buffer.from([0xff, 0xfe]),
    Buffer.from(`",${payload(issuer).slice(1)}`),
  ]);
  const input = `${Buffer.from(header(issuer)).toString('base64url')}.${body.toString('base64url')}`;
  return `${input}.${sign('RSA-SHA256', Buffer.from(input), issuer.privateKey).toString('base64url')}`;
}
