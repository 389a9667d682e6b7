// Settings of authorize-viewer: where the cameras are, and how callers prove who they are.
import { readEnvironment } from '../shared/environment.ts';
import type { TokenSettings } from './authenticate-by-token.ts';

/** What the stack must set. */
export type AuthorizeViewerEnvironment = { readonly TABLE_NAME: string } & (SharedSecretEnvironment | TokenEnvironment);

export interface SharedSecretEnvironment {
  readonly AUTHENTICATION: 'shared-secret';
  /** Of a secret whose SecretString is the shared secret itself, not JSON. */
  readonly SHARED_SECRET_ARN: string;
}

export interface TokenEnvironment {
  readonly AUTHENTICATION: 'tokens';
  /** URL, exactly as in the tokens' `iss`. */
  readonly TOKEN_ISSUER: string;
  /** With commas between them, as `TOKEN_ALGORITHMS`. */
  readonly TOKEN_AUDIENCES: string;
  readonly TOKEN_USE: string;
  readonly TOKEN_ALGORITHMS: string;
  readonly USER_ID_CLAIM: string;
  readonly ADMIN_CLAIM: string;
  readonly ADMIN_VALUE: string;
}

export interface AuthorizeViewerSettings {
  readonly tableName: string;
  readonly authentication: { readonly sharedSecretArn: string } | { readonly tokens: TokenSettings };
}

/** A way to authenticate that nobody has written. */
export class UnknownAuthenticationError extends Error {
  override readonly name = 'UnknownAuthenticationError';

  constructor(variable: string, given: string, allowed: readonly string[]) {
    super(
      `${variable} is "${given}"; it must be ${allowed.join(' or ')}. The CDK app sets it: deploy the stack again.`,
    );
  }
}

/** @throws MissingEnvironmentError, UnknownAuthenticationError */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): AuthorizeViewerSettings {
  const way = environment['AUTHENTICATION'];
  if (way === 'shared-secret') {
    const names = ['TABLE_NAME', 'AUTHENTICATION', 'SHARED_SECRET_ARN'] as const;
    const { TABLE_NAME, SHARED_SECRET_ARN } = readEnvironment(environment, names);
    return Object.freeze({ tableName: TABLE_NAME, authentication: { sharedSecretArn: SHARED_SECRET_ARN } });
  }
  const read = readEnvironment(environment, [
    ...(['TABLE_NAME', 'AUTHENTICATION', 'TOKEN_ISSUER', 'TOKEN_AUDIENCES', 'TOKEN_USE', 'TOKEN_ALGORITHMS'] as const),
    ...(['USER_ID_CLAIM', 'ADMIN_CLAIM', 'ADMIN_VALUE'] as const),
  ]);
  if (way !== 'tokens') throw new UnknownAuthenticationError('AUTHENTICATION', way ?? '', ['tokens', 'shared-secret']);
  const { TOKEN_USE: tokenUse } = read;
  if (tokenUse !== 'id' && tokenUse !== 'access')
    throw new UnknownAuthenticationError('TOKEN_USE', tokenUse, ['id', 'access']);
  const tokens: TokenSettings = {
    issuer: read.TOKEN_ISSUER,
    audiences: read.TOKEN_AUDIENCES.split(','),
    tokenUse,
    algorithms: read.TOKEN_ALGORITHMS.split(','),
    userIdClaim: read.USER_ID_CLAIM,
    adminClaim: read.ADMIN_CLAIM,
    adminValue: read.ADMIN_VALUE,
  };
  return Object.freeze({ tableName: read.TABLE_NAME, authentication: { tokens } });
}
