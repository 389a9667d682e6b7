// ID and access tokens with the claims that Cognito puts into them, signed with the pool's key. [Cognito: using tokens with user pools]
import { createPublicKey, randomUUID, sign, verify } from 'node:crypto';
import type { CloudContext } from '../../core/cloud-context.ts';
import type { Grant } from './grants.ts';
import type { PoolClient, User, UserPool, UserPools } from './user-pools.ts';

export interface IssuedTokens {
  readonly id_token: string;
  readonly access_token: string;
  readonly expires_in: number;
  readonly token_type: 'Bearer';
}

export function issueTokens(
  { clock }: Pick<CloudContext, 'clock'>,
  pools: UserPools,
  pool: UserPool,
  client: PoolClient,
  user: User,
  { groups, scope, signedInAt, nonce }: Grant,
): IssuedTokens {
  const iat = Math.floor(clock.now() / 1000);
  const both = {
    sub: user.sub,
    // [Cognito: absent for a user without groups]
    ...(groups.length > 0 && { 'cognito:groups': groups }),
    iss: pools.issuerOf(pool),
    event_id: randomUUID(),
    origin_jti: randomUUID(),
    auth_time: signedInAt,
    iat,
  };
  const idClaims = {
    ...both,
    email: user.email,
    email_verified: true,
    'cognito:username': user.sub,
    ...(nonce !== undefined && { nonce }),
    aud: client.id,
    token_use: 'id',
    exp: iat + client.idTokenSeconds,
    jti: randomUUID(),
  };
  const accessClaims = {
    ...both,
    client_id: client.id,
    username: user.sub,
    scope,
    version: 2,
    token_use: 'access',
    exp: iat + client.accessTokenSeconds,
    jti: randomUUID(),
  };
  return {
    id_token: signed(pool, idClaims),
    access_token: signed(pool, accessClaims),
    expires_in: client.accessTokenSeconds,
    token_type: 'Bearer',
  };
}

/** [RFC 7517] What verifies the pool's tokens. */
export function publicKeys({ privateKey, keyId }: UserPool): object {
  return { keys: [{ alg: 'RS256', ...createPublicKey(privateKey).export({ format: 'jwk' }), kid: keyId, use: 'sig' }] };
}

/** The claims of an access token of the pool that is still good. */
export function readAccessToken(
  { clock }: Pick<CloudContext, 'clock'>,
  pool: UserPool,
  token: string,
): Readonly<Record<string, unknown>> | undefined {
  const [header, payload, signature] = token.split('.');
  if (!header || !payload || !signature) return undefined;
  const input = Buffer.from(`${header}.${payload}`);
  const key = createPublicKey(pool.privateKey);
  if (!verify('RSA-SHA256', input, key, Buffer.from(signature, 'base64url'))) return undefined;
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
  return claims['token_use'] === 'access' && Number(claims['exp']) * 1000 > clock.now() ? claims : undefined;
}

function signed({ privateKey, keyId }: UserPool, claims: object): string {
  const [header, payload] = [{ kid: keyId, alg: 'RS256' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const input = `${header}.${payload}`;
  return `${input}.${sign('RSA-SHA256', Buffer.from(input), privateKey).toString('base64url')}`;
}
