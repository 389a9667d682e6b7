// Who gets in with a token, who is refused, and what an issuer that is down means.
import { generateKeyPairSync } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { exportJWK, type JWTPayload } from 'jose';
import { authenticateByToken, type TokenSettings } from '../../functions/authorize-viewer/authenticate-by-token.ts';
import { fetchJson, IssuerUnavailableError } from '../../functions/authorize-viewer/fetch-json.ts';
import { SigningKeys } from '../../functions/authorize-viewer/signing-keys.ts';
import { namesTwice } from '../../functions/authorize-viewer/token-text.ts';
import { hostileTokens } from '../support/hostile-tokens.ts';
import { audience, startTokenIssuer, type ChangedClaims, type TokenIssuer } from '../support/token-issuer.ts';
import { sample } from './sample.ts';

let issuer: TokenIssuer;
const start = Date.UTC(2026, 10, 22, 8);
const startSeconds = start / 1000;
let time: number;
beforeAll(async () => void (issuer = await startTokenIssuer(() => time)));
afterAll(() => issuer.stop());
beforeEach(() => {
  time = start;
  issuer.answerKeys(undefined);
  issuer.requests.length = 0;
});

function authenticator(changes: Partial<TokenSettings> = {}) {
  const settings: TokenSettings = {
    issuer: issuer.issuer,
    audiences: [audience],
    tokenUse: 'id',
    algorithms: ['RS256'],
    userIdClaim: 'email',
    adminClaim: 'cognito:groups',
    adminValue: 'admins',
    ...changes,
  };
  const now = () => time;
  const keys = new SigningKeys({ issuer: settings.issuer, fetchJson: (url) => fetchJson(url, 300), now });
  const authenticate = authenticateByToken(settings, keys, now);
  return (authorization: string) => {
    const event = sample<APIGatewayRequestAuthorizerEventV2>('viewer-url.authorizer');
    return authenticate({ ...event, headers: { authorization, email: 'somebody-else@example.com' } });
  };
}

const ada = { userId: 'ada@example.com', isAdmin: false };

describe('a token lets in', () => {
  it.each<[string, JWTPayload, Record<string, unknown>]>([
    ['its user, in the one spelling of addresses', {}, {}],
    ['with the type JWT', {}, { typ: 'JWT' }],
    ["with Cognito's own claims", { token_use: 'id', 'cognito:username': 'f3b1', at_hash: 'x', nonce: 'n' }, {}],
    ['with our client among several', { aud: ['b', audience], azp: audience }, {}],
    ['with an expiry that passed five seconds ago, as clocks differ', { exp: startSeconds - 5 }, {}],
    ['that will be valid in five seconds', { nbf: startSeconds + 5 }, {}],
    ['that will be issued in five seconds', { iat: startSeconds + 5 }, {}],
    ['with a thumbprint of a certificate', {}, { x5t: 'abc' }],
    ['with the same name in different objects', { address: { a: 1 }, other: { a: 2 }, list: ['a', 'a'] }, {}],
  ])('%s', async (_, claims, header) => {
    expect(await authenticator()(`Bearer ${await issuer.token(claims, header)}`)).toEqual(ada);
  });

  it.each(['', 'Bearer ', 'bearer  ', 'BEARER '])('after the word %j', async (word) => {
    expect(await authenticator()(word + (await issuer.token()))).toEqual(ada);
  });

  it.each<[string, unknown, boolean]>([
    ['in the group', ['users', 'admins'], true],
    ['with the value as text', 'admins', true],
    ['in another group', ['administrators'], false],
    ['with the value inside a text', 'users admins', false],
  ])('an admin %s: %j', async (_, groups, isAdmin) => {
    const token = await issuer.token({ 'cognito:groups': groups });
    expect(await authenticator()(token)).toEqual({ ...ada, isAdmin });
  });

  it('whom another claim names, when the settings say so', async () => {
    const authenticate = authenticator({ userIdClaim: 'upn', adminClaim: 'role', adminValue: 'root' });
    const claims = { upn: 'eve@example.com', role: 'root', email_verified: undefined };
    expect(await authenticate(await issuer.token(claims))).toEqual({ userId: 'eve@example.com', isAdmin: true });
  });

  it('that an allowed algorithm of another kind signed', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    issuer.publish({ ...(await exportJWK(publicKey)), kid: 'curve' });
    const token = await issuer.token({}, { alg: 'ES256', kid: 'curve' }, privateKey);
    expect(await authenticator({ algorithms: ['ES256'] })(token)).toEqual(ada);
    expect(await authenticator()(token)).toEqual({ refused: 'algorithm-not-allowed' });
  });

  it.each<[string, ChangedClaims, Record<string, unknown>, object]>([
    ['its type', {}, { typ: 'at+jwt' }, ada],
    ["Cognito's words and client id", { token_use: 'access', aud: undefined, client_id: audience }, {}, ada],
    ['an audience alone', {}, { typ: 'JWT' }, ada],
    ['another client id', { aud: undefined, client_id: 'b' }, {}, { refused: 'wrong-audience' }],
    ['another audience, our client id', { aud: 'b', client_id: audience }, {}, { refused: 'wrong-audience' }],
    ["an ID token in Cognito's words", { token_use: 'id' }, {}, { refused: 'wrong-token-use' }],
    ['what only ID tokens have', { nonce: 'n' }, {}, { refused: 'wrong-token-use' }],
  ])('as an access token with %s', async (_, claims, header, expected) => {
    expect(await authenticator({ tokenUse: 'access' })(await issuer.token(claims, header))).toEqual(expected);
  });
});

describe('a token is refused with', () => {
  it.each(hostileTokens)('%s: %s', async (_, refused, make) => {
    expect(await authenticator()(`Bearer ${await make(issuer)}`)).toEqual({ refused });
  });

  it.each([
    ['nothing', ''],
    ['the scheme alone', 'Bearer'],
  ])('%s', async (_, authorization) => {
    expect(await authenticator()(authorization)).toHaveProperty('refused');
  });

  it.each([
    ['an expiry', { exp: startSeconds - 6 }, 'expired'],
    ['a first moment', { nbf: startSeconds + 6 }, 'not-yet-valid'],
    ['a time of issue', { iat: startSeconds + 6 }, 'not-yet-valid'],
  ])('%s that is six seconds off', async (_, claims, refused) => {
    expect(await authenticator()(await issuer.token(claims))).toEqual({ refused });
  });

  it('a key that the issuer uses for encryption', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    issuer.publish({ ...(await exportJWK(publicKey)), kid: 'enc', use: 'enc' });
    expect(await authenticator()(await issuer.token({}, { kid: 'enc' }, privateKey))).toEqual({
      refused: 'wrong-signature',
    });
  });
});

describe("the issuer's keys", () => {
  const asked = () => issuer.requests.filter((path) => path === '/keys').length;

  it('are asked for once, however many tokens come at once', async () => {
    const authenticate = authenticator();
    const token = await issuer.token();
    await Promise.all(Array.from({ length: 20 }, () => authenticate(token)));
    await authenticate(token);
    expect(issuer.requests).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  it('are asked for again after an unknown key id, but not before ten seconds have passed', async () => {
    const authenticate = authenticator();
    const unknown = await issuer.token({}, { kid: 'nobody-knows' });
    for (let i = 0; i < 50; i++) expect(await authenticate(unknown)).toEqual({ refused: 'unknown-key' });
    expect(asked()).toBe(1);
    expect(await authenticate(await issuer.token())).toEqual(ada);
    time += 10_000;
    for (let i = 0; i < 50; i++) await authenticate(unknown);
    expect(asked()).toBe(2);
  });

  it('are not asked for at all by a token of another issuer', async () => {
    await authenticator()(await issuer.token({ iss: 'https://evil.example' }));
    expect(issuer.requests).toEqual([]);
  });

  it('are known ten seconds after the issuer began to use a new one', async () => {
    const authenticate = authenticator();
    await authenticate(await issuer.token());
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    issuer.publish({ ...(await exportJWK(publicKey)), kid: 'rotated' });
    time += 10_000;
    expect(await authenticate(await issuer.token({}, { kid: 'rotated' }, privateKey))).toEqual(ada);
  });

  it('are forgotten at most ten minutes after the issuer withdrew one', async () => {
    const authenticate = authenticator();
    const token = await issuer.token();
    await authenticate(token);
    issuer.answerKeys((response) => response.end('{"keys":[]}'));
    time += 599_999;
    expect(await authenticate(token)).toEqual(ada);
    time += 1;
    expect(await authenticate(token)).toEqual({ refused: 'unknown-key' });
  });

  const broken: [string, (response: ServerResponse) => void][] = [
    ['500', (response) => response.writeHead(500).end()],
    ['404', (response) => response.writeHead(404).end()],
    ['a broken connection', (response) => response.destroy()],
    ['a redirect', (response) => response.writeHead(302, { location: '/keys' }).end()],
    ['no JSON', (response) => response.end('<html>')],
    ['no set of keys', (response) => response.end('{"keys":{}}')],
    ['100 KB', (response) => response.end(JSON.stringify({ keys: [], padding: 'x'.repeat(100_000) }))],
    ['nothing for longer than we wait', () => undefined],
  ];

  it.each(broken)('unknown, and the issuer gives %s: an outage, never a refusal', async (_, answer) => {
    issuer.answerKeys(answer);
    await expect(authenticator()(await issuer.token())).rejects.toThrow(IssuerUnavailableError);
  });

  it.each(broken)('known for eleven minutes, and the issuer gives %s: viewing goes on', async (_, answer) => {
    const authenticate = authenticator();
    const token = await issuer.token();
    await authenticate(token);
    issuer.answerKeys(answer);
    time += 660_000;
    for (let i = 0; i < 5; i++) expect(await authenticate(token)).toEqual(ada);
    expect(asked()).toBe(2);
    issuer.answerKeys(undefined);
    time += 10_000;
    expect(await authenticate(token)).toEqual(ada);
    expect(asked()).toBe(3);
  });

  it('are not believed for more than a day', async () => {
    const authenticate = authenticator();
    const token = await issuer.token();
    await authenticate(token);
    issuer.answerKeys((response) => response.writeHead(500).end());
    time += 86_400_000;
    await expect(authenticate(token)).rejects.toThrow(IssuerUnavailableError);
  });

  it('unknown, and nobody there: an outage that says what to look at', async () => {
    const nobody = { issuer: 'http://127.0.0.1:1' };
    await expect(authenticator(nobody)(await issuer.token({ iss: nobody.issuer }))).rejects.toThrow(
      'http://127.0.0.1:1/.well-known/openid-configuration of the token issuer is unreachable',
    );
  });

  it('of somebody who claims to be another issuer are not taken', async () => {
    const slash = { issuer: `${issuer.issuer}/` };
    await expect(authenticator(slash)(await issuer.token({ iss: slash.issuer }))).rejects.toThrow(
      IssuerUnavailableError,
    );
  });
});

it.each<[string, boolean]>([
  ['{"a":1,"b":{"a":1},"c":[{"a":1},{"a":2}]}', false],
  ['{"a":"\\"a\\":","b":"{\\"b\\":1,"}', false],
  ['{"a":{"b":1},"a":2}', true],
  ['[[{"x":1,"\\u0078":2}]]', true],
])('finds names that stand twice: %s', (json, expected) => {
  expect(namesTwice(json)).toBe(expected);
});
