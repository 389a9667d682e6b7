// Signing in as an app does it: code and PKCE with a certified OAuth client, the page and its form as a browser sends it.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as oauth from 'oauth4webapi';
import type { Clock } from '../../../localcloud/core/clock.ts';
import { callbackUrl, startPoolCloudNow, type PoolCloud } from './pool-cloud.ts';

let pools: PoolCloud<Clock>;
let server: oauth.AuthorizationServer;
let client: oauth.Client;
const insecure = { [oauth.allowInsecureRequests]: true };
beforeAll(async () => {
  pools = await startPoolCloudNow();
  const issuer = new URL(pools.issuer);
  const discovered = await oauth.discoveryRequest(issuer, { algorithm: 'oidc', ...insecure });
  server = await oauth.processDiscoveryResponse(issuer, discovered);
  client = { client_id: pools.clientId };
});
afterAll(() => pools.cloud.stop());

interface Attempt {
  readonly verifier: string;
  readonly nonce: string;
  readonly state: string;
  readonly url: URL;
}

async function attempt(changes: Record<string, string | undefined> = {}): Promise<Attempt> {
  const [verifier, nonce, state] = [
    oauth.generateRandomCodeVerifier(),
    oauth.generateRandomNonce(),
    oauth.generateRandomState(),
  ];
  const url = new URL(server.authorization_endpoint!);
  const parameters: Record<string, string | undefined> = {
    client_id: pools.clientId,
    redirect_uri: callbackUrl,
    response_type: 'code',
    scope: 'openid email',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    nonce,
    state,
    ...changes,
  };
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value);
  return { verifier, nonce, state, url };
}

const browse = (url: URL | string, init: RequestInit = {}) => fetch(url, { redirect: 'manual', ...init });

/** Opens the page, presses a button, and resolves with where the browser is sent. */
async function signIn({ url }: Attempt, fields: [string, string][] = [['user', 'ada@example.com']]): Promise<URL> {
  const page = await (await browse(url)).text();
  const action = /<form method="post" action="([^"]+)">/.exec(page)![1]!.replaceAll('&amp;', '&');
  const answer = await browse(new URL(action, url), {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { origin: url.origin },
  });
  expect(answer.status).toBe(302);
  return new URL(answer.headers.get('location')!);
}

async function redeem(
  { verifier, state }: Attempt,
  location: URL,
  changes: { redirectUri?: string; verifier?: string } = {},
) {
  const parameters = oauth.validateAuthResponse(server, client, location, state);
  return oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    parameters,
    changes.redirectUri ?? callbackUrl,
    changes.verifier ?? verifier,
    insecure,
  );
}

describe('an app', () => {
  it('gets tokens of the user who signed in, with the claims of Cognito', async () => {
    const asked = await attempt();
    const location = await signIn(asked);
    expect(location.href.startsWith(`${callbackUrl}?`)).toBe(true);
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, await redeem(asked, location), {
      expectedNonce: asked.nonce,
      requireIdToken: true,
    });
    const keys = createRemoteJWKSet(new URL(server.jwks_uri!));
    const { payload, protectedHeader } = await jwtVerify(tokens.id_token!, keys, {
      issuer: pools.issuer,
      audience: pools.clientId,
    });
    expect(protectedHeader).toEqual({ alg: 'RS256', kid: expect.any(String) });
    expect(payload).toMatchObject({ email: 'ada@example.com', email_verified: true, token_use: 'id' });
    expect(payload).not.toHaveProperty('cognito:groups');
    expect(payload.exp! - payload.iat!).toBe(3600);
    const access = await jwtVerify(tokens.access_token, keys, { issuer: pools.issuer });
    expect(access.payload).toMatchObject({
      client_id: pools.clientId,
      token_use: 'access',
      scope: 'openid email',
      sub: payload.sub,
    });
    expect(access.payload).not.toHaveProperty('aud');
    expect(access.payload).not.toHaveProperty('email');

    const info = await oauth.userInfoRequest(server, client, tokens.access_token, insecure);
    expect(await info.json()).toEqual({
      sub: payload.sub,
      username: payload.sub,
      email: 'ada@example.com',
      email_verified: 'true',
    });
  });

  it('refreshes them until they are revoked', async () => {
    const asked = await attempt();
    const { refresh_token: refreshToken } = (await (await redeem(asked, await signIn(asked))).json()) as {
      refresh_token: string;
    };
    const refresh = () => oauth.refreshTokenGrantRequest(server, client, oauth.None(), refreshToken, insecure);
    const refreshed = await oauth.processRefreshTokenResponse(server, client, await refresh());
    expect(refreshed).not.toHaveProperty('refresh_token');
    expect(oauth.getValidatedIdTokenClaims(refreshed)).toMatchObject({ email: 'ada@example.com' });
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(server, client, oauth.None(), refreshToken, insecure),
    );
    expect(await (await refresh()).json()).toEqual({ error: 'invalid_grant' });
  });

  it.each<[string, [string, string][], string, string[] | undefined]>([
    ['eve', [['user', 'eve@example.com']], 'eve@example.com', undefined],
    [
      'an admin',
      [
        ['group', 'admins'],
        ['user', 'ada@example.com'],
      ],
      'ada@example.com',
      ['admins'],
    ],
    [
      'somebody new',
      [
        ['email', ' Grace@example.com '],
        ['user', ''],
      ],
      'grace@example.com',
      undefined,
    ],
    [
      'one of a group that is not there',
      [
        ['group', 'root'],
        ['user', 'ada@example.com'],
      ],
      'ada@example.com',
      undefined,
    ],
  ])('lets one sign in as %s', async (_, fields, email, groups) => {
    const asked = await attempt();
    const tokens = (await (await redeem(asked, await signIn(asked, fields))).json()) as { id_token: string };
    const { payload } = await jwtVerify(tokens.id_token, createRemoteJWKSet(new URL(server.jwks_uri!)));
    expect([payload['email'], payload['cognito:groups']]).toEqual([email, groups]);
  });

  it('may call from a page of its own origin', async () => {
    const answer = await browse(server.token_endpoint!, {
      method: 'OPTIONS',
      headers: { origin: 'http://localhost:3000' },
    });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
  });
});

describe('a code', () => {
  it('is good once', async () => {
    const asked = await attempt();
    const location = await signIn(asked);
    expect((await redeem(asked, location)).status).toBe(200);
    const again = await redeem(asked, location);
    expect([again.status, await again.json()]).toEqual([400, { error: 'invalid_grant' }]);
  });

  it.each([
    ['another verifier', { verifier: oauth.generateRandomCodeVerifier() }],
    ['another redirect URI', { redirectUri: 'http://localhost:3000/' }],
  ])('is good for nothing with %s, and used up', async (_, changes) => {
    const asked = await attempt();
    const location = await signIn(asked);
    expect(await (await redeem(asked, location, changes)).json()).toEqual({ error: 'invalid_grant' });
    expect(await (await redeem(asked, location)).json()).toEqual({ error: 'invalid_grant' });
  });

  it.each<[Record<string, string>, string]>([
    [{ grant_type: 'authorization_code', code: 'guessed' }, 'invalid_grant'],
    [{ grant_type: 'authorization_code' }, 'invalid_request'],
    [{ grant_type: 'refresh_token', refresh_token: 'guessed' }, 'invalid_grant'],
    [{ grant_type: 'client_credentials' }, 'unsupported_grant_type'],
    [{ grant_type: 'authorization_code', client_id: 'nobody' }, 'invalid_client'],
  ])('%j: %s', async (fields, error) => {
    const body = new URLSearchParams({ client_id: pools.clientId, ...fields });
    expect(await (await browse(server.token_endpoint!, { method: 'POST', body })).json()).toEqual({ error });
  });
});

describe('the sign-in page', () => {
  it('names the demo users and the groups, and runs no script', async () => {
    const answer = await browse((await attempt()).url);
    const page = await answer.text();
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    for (const text of ['ada@example.com', 'eve@example.com', 'admins']) expect(page).toContain(text);
    expect(page).not.toMatch(/<script/i);
  });

  it('writes what it is given as text', async () => {
    const page = await (await browse((await attempt({ state: '"><script>alert(1)</script>' })).url)).text();
    expect(page).not.toContain('<script');
  });

  it.each<[string, Record<string, string | undefined>, RegExp]>([
    ['an unknown client', { client_id: 'nobody' }, /names no client/],
    ['a callback URL that the client has not', { redirect_uri: 'https://evil.example/' }, /none of the client/],
    ['no callback URL', { redirect_uri: undefined }, /none of the client/],
  ])('stays where it is for %s', async (_, changes, words) => {
    const answer = await browse((await attempt(changes)).url);
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringMatching(words)]);
  });

  it.each<[string, Record<string, string | undefined>, string]>([
    ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
    ['a scope that the client has not', { scope: 'openid phone' }, 'invalid_scope'],
    ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
  ])('tells the app about %s', async (_, changes, error) => {
    const asked = await attempt(changes);
    const location = new URL((await browse(asked.url)).headers.get('location')!);
    expect([location.searchParams.get('error'), location.searchParams.get('state')]).toEqual([error, asked.state]);
  });

  it('refuses a form of another site, and a name that is no address', async () => {
    const { url } = await attempt();
    const login = new URL(url.href.replace('/oauth2/authorize', '/login'));
    const send = (user: string, origin: string) =>
      browse(login, { method: 'POST', body: new URLSearchParams({ user }), headers: { origin } });
    expect((await send('ada@example.com', 'https://evil.example')).status).toBe(403);
    expect((await send('ada', url.origin)).status).toBe(400);
  });

  it('signs out to the addresses of the client only', async () => {
    const leave = (target: string) =>
      browse(
        `${server.end_session_endpoint}?${new URLSearchParams({ client_id: pools.clientId, logout_uri: target }).toString()}`,
      );
    expect((await leave(callbackUrl)).headers.get('location')).toBe(callbackUrl);
    expect((await leave('https://evil.example/')).status).toBe(400);
  });
});
