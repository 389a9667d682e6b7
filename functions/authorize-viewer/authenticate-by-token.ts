// Authentication by bearer token: an OIDC ID or access token of one issuer, verified here with the issuer's public keys.
import { JwtBaseError, JwtExpiredError, JwtInvalidIssuerError, JwtNotBeforeError } from 'aws-jwt-verify/error';
import { verifyJwtSync } from 'aws-jwt-verify/jwt-verifier';
import type { Authenticate, Authentication } from './authenticate.ts';
import type { SigningKeys } from './signing-keys.ts';
import { isForUs, userOf, wrongUse, type ClaimSettings } from './token-claims.ts';
import { readTokenText } from './token-text.ts';

/** For clocks that don't quite agree. */
const graceSeconds = 5;

export interface TokenSettings extends ClaimSettings {
  readonly issuer: string;
  /** Of JWS, asymmetric ones: `RS256`, `ES256` … No token chooses for itself. */
  readonly algorithms: readonly string[];
}

/**
 * Header `authorization` is the token, with or without `Bearer `. A token that isn't right is refused; when the issuer's keys
 * can't be had, it rejects: nobody can know then.
 */
export const authenticateByToken =
  (settings: TokenSettings, keys: Pick<SigningKeys, 'find'>): Authenticate =>
  async ({ headers = {} }) => {
    const token = (headers.authorization ?? '').trim().replace(/^Bearer +/i, '');
    const text = readTokenText(token, settings.algorithms);
    if ('refused' in text) return text;
    // Before the key is looked for: nobody makes us ask the issuer for a token that is none of its.
    if (text.payload.iss !== settings.issuer) return { refused: 'wrong-issuer' };
    const key = await keys.find(text.header.kid);
    if (!key) return { refused: 'unknown-key' };
    try {
      const payload = verifyJwtSync(token, key, { issuer: settings.issuer, audience: null, graceSeconds });
      return judge({ ...text, payload }, settings);
    } catch (error) {
      if (error instanceof JwtBaseError) return { refused: wordFor(error) };
      throw error;
    }
  };

function judge({ header, payload }: Parts, settings: TokenSettings): Authentication {
  if (payload.exp === undefined) return { refused: 'no-expiry' };
  if (payload.iat !== undefined && payload.iat > Date.now() / 1000 + graceSeconds) return { refused: 'not-yet-valid' };
  const refused = wrongUse(header, payload, settings.tokenUse);
  if (refused) return { refused };
  if (!isForUs(payload, settings)) return { refused: 'wrong-audience' };
  return userOf(payload, settings);
}

type Parts = Exclude<ReturnType<typeof readTokenText>, { refused: string }>;

function wordFor(error: JwtBaseError): string {
  if (error instanceof JwtExpiredError) return 'expired';
  if (error instanceof JwtNotBeforeError) return 'not-yet-valid';
  if (error instanceof JwtInvalidIssuerError) return 'wrong-issuer';
  return 'wrong-signature';
}
