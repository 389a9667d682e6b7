// One request to the issuer: which pool it is for, and which of its endpoints answers.
import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CloudContext } from '../../core/cloud-context.ts';
import type { Grants } from './grants.ts';
import type { Answer, Exchange } from './exchange.ts';
import { headers, json, preflight, readForm } from './http.ts';
import { showSignInPage, chosenGroups, isAddress, signIn, signOut } from './sign-in.ts';
import { grantTokens, redeem } from './token-endpoint.ts';
import { publicKeys, readAccessToken } from './tokens.ts';
import type { UserPools } from './user-pools.ts';

/** By method and path below the pool's. The paths are those of Cognito's domains. */
const endpoints: Readonly<Record<string, Answer>> = {
  'GET /.well-known/openid-configuration': discovery,
  'GET /.well-known/jwks.json': ({ pool, response }) => json(response, 200, publicKeys(pool)),
  'GET /oauth2/authorize': showSignInPage,
  'GET /login': showSignInPage,
  'POST /login': signIn,
  'GET /logout': signOut,
  'POST /oauth2/token': tokens,
  'POST /oauth2/revoke': revoke,
  'GET /oauth2/userInfo': userInfo,
  'POST /local/token': tokenForOperator,
};

export async function answerRequest(
  cloud: CloudContext,
  pools: UserPools,
  grants: Grants,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const { port } = new URL(cloud.addresses.issuerUrl);
    // A page of somebody else's, whose name leads to this machine, is not served.
    if (![`127.0.0.1:${port}`, `localhost:${port}`].includes(request.headers.host ?? ''))
      return json(response, 421, { error: 'this issuer answers on 127.0.0.1 and localhost only' });
    const url = new URL(request.url ?? '/', cloud.addresses.issuerUrl);
    const [, poolId, path] = /^\/([^/]+)(\/.*)$/.exec(url.pathname) ?? [];
    const pool = pools.find(poolId ?? '');
    if (request.method === 'OPTIONS' && pool) return preflight(response);
    const answer = endpoints[`${request.method} ${path}`];
    if (!pool || !answer) return json(response, 404, { error: 'not found' });
    await answer({ cloud, pools, grants, pool, url, request, response });
  } catch (error) {
    cloud.log('cognito', String((error as Error).stack));
    if (!response.headersSent) json(response, 500, { error: 'server_error' });
  }
}

function discovery({ pools, pool, response }: Exchange): void {
  const issuer = pools.issuerOf(pool);
  json(response, 200, {
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    authorization_endpoint: `${issuer}/oauth2/authorize`,
    token_endpoint: `${issuer}/oauth2/token`,
    userinfo_endpoint: `${issuer}/oauth2/userInfo`,
    revocation_endpoint: `${issuer}/oauth2/revoke`,
    end_session_endpoint: `${issuer}/logout`,
    response_types_supported: ['code'],
    scopes_supported: ['openid', 'email'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none'],
  });
}

async function tokens({ cloud, pools, grants, pool, request, response }: Exchange): Promise<void> {
  const answer = await redeem(cloud, pools, grants, pool, await readForm(request));
  json(response, 'error' in answer ? 400 : 200, answer);
}

async function revoke({ grants, request, response }: Exchange): Promise<void> {
  await grants.revoke((await readForm(request)).get('token') ?? '');
  response.writeHead(200, headers()).end();
}

function userInfo({ cloud, pools, pool, request, response }: Exchange): void {
  const [, token = ''] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  const claims = readAccessToken(cloud, pool, token);
  const user = claims && pools.usersOf(pool).find(({ sub }) => sub === claims['sub']);
  if (!user)
    return json(response, 401, { error: 'invalid_token' }, { 'www-authenticate': 'Bearer error="invalid_token"' });
  // [Cognito: this endpoint gives email_verified as text]
  json(response, 200, { sub: user.sub, username: user.sub, email: user.email, email_verified: 'true' });
}

/** No endpoint of Cognito's: who holds the operator's key gets tokens for anybody, without a page. */
async function tokenForOperator({ cloud, pools, grants, pool, request, response }: Exchange): Promise<void> {
  const { accessKeyId, secretAccessKey } = cloud.iam.operator;
  const expected = `Basic ${Buffer.from(`${accessKeyId}:${secretAccessKey}`).toString('base64')}`;
  if (!isSame(request.headers.authorization ?? '', expected)) return json(response, 401, { error: 'invalid_client' });
  const form = await readForm(request);
  const client = pools.findClient(pool, form.get('client_id') ?? undefined);
  const email = (form.get('user') ?? '').trim();
  if (!client) return json(response, 400, { error: 'invalid_client' });
  if (!isAddress(email)) return json(response, 400, { error: 'invalid_request' });
  const { email: known } = await pools.signIn(pool, email);
  const grant = {
    ...{ poolId: pool.id, clientId: client.id, email: known, groups: chosenGroups(pools, pool, form) },
    ...{ scope: 'openid email', signedInAt: Math.floor(cloud.clock.now() / 1000) },
  };
  json(response, 200, await grantTokens(cloud, pools, grants, pool, client, grant));
}

const isSame = (a: string, b: string): boolean =>
  timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'));
