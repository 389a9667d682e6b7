// Authentication by bearer token: an OIDC ID or access token of one issuer, verified here with the issuer's public keys.
import { JwtBaseError } from 'aws-jwt-verify/error';
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
 * @param now milliseconds since the epoch
 */
export const authenticateByToken =
  (settings: TokenSettings, keys: Pick<SigningKeys, 'find'>, now: () => number): Authenticate =>
  async ({ headers = {} }) => {
    const token = (headers.authorization ?? '').trim().replace(/^Bearer +/i, '');
    const text = readTokenText(token, settings.algorithms);
    if ('refused' in text) return text;
    // Before the key is looked for: nobody makes us ask the issuer for a token that is none of its.
    if (text.payload.iss !== settings.issuer) return { refused: 'wrong-issuer' };
    const key = await keys.find(text.header.kid);
    if (!key) return { refused: 'unknown-key' };
    try {
      // The library knows the system's clock only: times and audience are judged here.
      const payload = verifyJwtSync(token, key, { issuer: settings.issuer, audience: null, graceSeconds: Infinity });
      return judge({ ...text, payload }, settings, now() / 1000);
    } catch (error) {
      if (error instanceof JwtBaseError) return { refused: 'wrong-signature' };
      throw error;
    }
  };

function judge({ header, payload }: Parts, settings: TokenSettings, nowSeconds: number): Authentication {
  const refused = wrongTime(payload, nowSeconds) ?? wrongUse(header, payload, settings.tokenUse);
  if (refused) return { refused };
  if (!isForUs(payload, settings)) return { refused: 'wrong-audience' };
  return userOf(payload, settings);
}

/** [RFC 7519, 4.1.4 to 4.1.6] */
function wrongTime({ exp, nbf, iat }: Parts['payload'], nowSeconds: number): string | undefined {
  if (exp === undefined) return 'no-expiry';
  if (exp + graceSeconds < nowSeconds) return 'expired';
  return [nbf, iat].some((time) => time !== undefined && time - graceSeconds > nowSeconds)
    ? 'not-yet-valid'
    : undefined;
}

type Parts = Exclude<ReturnType<typeof readTokenText>, { refused: string }>;
