// What an app asks for when it sends a browser to sign in. [OAuth 2.0, RFC 6749 4.1.1; PKCE, RFC 7636 4.3]
import type { PoolClient, UserPool, UserPools } from './user-pools.ts';

export interface SignInRequest {
  readonly client: PoolClient;
  readonly redirectUri: string;
  readonly scope: string;
  readonly state?: string;
  readonly nonce?: string;
  readonly codeChallenge?: string;
}

export type ReadSignInRequest =
  | { readonly request: SignInRequest }
  /** For the person at the browser: nobody may be sent to an address that the client doesn't have. */
  | { readonly problem: string }
  /** For the app, at its own address. */
  | { readonly redirectUri: string; readonly error: string; readonly description: string; readonly state?: string };

export function readSignInRequest(pools: UserPools, pool: UserPool, query: URLSearchParams): ReadSignInRequest {
  const twice = [...query.keys()].find((name) => query.getAll(name).length > 1);
  if (twice !== undefined) return { problem: `The parameter ${twice} is given twice.` };
  const client = pools.findClient(pool, query.get('client_id') ?? undefined);
  if (!client) return { problem: 'The parameter client_id names no client of this user pool.' };
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!client.callbackUrls.includes(redirectUri)) {
    const allowed = client.callbackUrls.join(', ') || 'none';
    return { problem: `The parameter redirect_uri is none of the client's callback URLs (${allowed}).` };
  }
  const state = query.get('state') ?? undefined;
  const nonce = query.get('nonce') ?? undefined;
  const refuse = (error: string, description: string) => ({
    redirectUri,
    error,
    description,
    ...(state !== undefined && { state }),
  });
  if (query.get('response_type') !== 'code') return refuse('unsupported_response_type', 'response_type must be code');
  const scopes = query.get('scope')?.split(' ').filter(Boolean) ?? client.scopes;
  const unknown = scopes.find((scope) => !client.scopes.includes(scope));
  if (unknown !== undefined) return refuse('invalid_scope', `the client does not have the scope ${unknown}`);
  const codeChallenge = query.get('code_challenge') ?? undefined;
  if (codeChallenge !== undefined && query.get('code_challenge_method') !== 'S256')
    return refuse('invalid_request', 'code_challenge_method must be S256');
  return {
    request: {
      client,
      redirectUri,
      scope: scopes.join(' '),
      ...(state !== undefined && { state }),
      ...(nonce !== undefined && { nonce }),
      ...(codeChallenge !== undefined && { codeChallenge }),
    },
  };
}
