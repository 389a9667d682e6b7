// The token endpoint: a code or a refresh token in, ID and access token out. [Cognito: token endpoint; OAuth 2.0, RFC 6749 5]
import { createHash, timingSafeEqual } from 'node:crypto';
import type { CloudContext } from '../../core/cloud-context.ts';
import type { CodeGrant, Grant, Grants } from './grants.ts';
import { issueTokens, type IssuedTokens } from './tokens.ts';
import type { PoolClient, UserPool, UserPools } from './user-pools.ts';

export type TokenAnswer = (IssuedTokens & { readonly refresh_token?: string }) | { readonly error: string };

export async function redeem(
  cloud: CloudContext,
  pools: UserPools,
  grants: Grants,
  pool: UserPool,
  form: URLSearchParams,
): Promise<TokenAnswer> {
  if ([...form.keys()].some((name) => form.getAll(name).length > 1)) return { error: 'invalid_request' };
  const client = pools.findClient(pool, form.get('client_id') ?? undefined);
  if (!client) return { error: 'invalid_client' };
  switch (form.get('grant_type')) {
    case 'authorization_code': {
      const code = form.get('code');
      if (code === null) return { error: 'invalid_request' };
      const grant = grants.redeemCode(code);
      if (!grant || !isFor(client, grant) || !isFromRequester(grant, form)) return { error: 'invalid_grant' };
      return grantTokens(cloud, pools, grants, pool, client, grant);
    }
    case 'refresh_token': {
      const grant = grants.findRefreshToken(form.get('refresh_token') ?? '');
      if (!grant || !isFor(client, grant)) return { error: 'invalid_grant' };
      return issueTokens(cloud, pools, pool, client, await pools.signIn(pool, grant.email), grant);
    }
    default:
      return { error: 'unsupported_grant_type' };
  }
}

export async function grantTokens(
  cloud: CloudContext,
  pools: UserPools,
  grants: Grants,
  pool: UserPool,
  client: PoolClient,
  grant: Grant,
): Promise<IssuedTokens & { refresh_token: string }> {
  const user = await pools.signIn(pool, grant.email);
  const { poolId, clientId, email, groups, scope, signedInAt } = grant;
  const session = { poolId, clientId, email, groups, scope, signedInAt };
  return {
    ...issueTokens(cloud, pools, pool, client, user, grant),
    refresh_token: await grants.newRefreshToken(session, client.refreshTokenSeconds),
  };
}

const isFor = (client: PoolClient, { poolId, clientId }: Grant): boolean =>
  client.id === clientId && client.poolId === poolId;

/** Whether who redeems the code is who asked for it. */
function isFromRequester({ redirectUri, codeChallenge }: CodeGrant, form: URLSearchParams): boolean {
  if (form.get('redirect_uri') !== redirectUri) return false;
  const verifier = form.get('code_verifier');
  if (codeChallenge === undefined) return verifier === null;
  const [given, expected] = [
    createHash('sha256')
      .update(verifier ?? '')
      .digest('base64url'),
    codeChallenge,
  ].map((t) => Buffer.from(t)) as [Buffer, Buffer];
  return given.length === expected.length && timingSafeEqual(given, expected);
}
