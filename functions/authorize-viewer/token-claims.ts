// What a verified token says: what it is good for, whose it is, and whether they are an admin.
import type { JwtHeader, JwtPayload } from 'aws-jwt-verify/jwt-model';
import { normaliseUserId } from '../../records/user-id.ts';
import type { Authentication } from './authenticate.ts';

export interface ClaimSettings {
  readonly audiences: readonly string[];
  readonly tokenUse: 'id' | 'access';
  /** The claim that names the user. `email` counts only with `email_verified`. */
  readonly userIdClaim: string;
  readonly adminClaim: string;
  /** Makes an admin of who has it in the admin claim: as the claim's text, or as one of its list. */
  readonly adminValue: string;
}

/**
 * Why the token isn't one of this use, or undefined when it is.
 * Cognito says it in `token_use`; others in the header's `typ` [RFC 9068], or by what only an ID token has.
 */
export function wrongUse({ typ }: JwtHeader, payload: JwtPayload, tokenUse: 'id' | 'access'): string | undefined {
  const type: unknown = typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : typ;
  const isAccess = type === 'at+jwt';
  if (!isAccess && type !== 'jwt' && type !== undefined) return 'type-not-allowed';
  const stated = payload['token_use'];
  if (stated !== undefined && stated !== tokenUse) return 'wrong-token-use';
  if (tokenUse === 'id') return isAccess ? 'wrong-token-use' : undefined;
  return ['nonce', 'at_hash', 'c_hash'].some((name) => Object.hasOwn(payload, name)) ? 'wrong-token-use' : undefined;
}

/** An ID token names its client in `aud`; an access token may name the API there, or only its client, in `client_id` (Cognito). */
export function isForUs(payload: JwtPayload, { audiences, tokenUse }: ClaimSettings): boolean {
  const { aud } = payload;
  const ours = (value: unknown): boolean => typeof value === 'string' && audiences.includes(value);
  if (aud === undefined) return tokenUse === 'access' && ours(payload['client_id']);
  if (![aud].flat().some(ours)) return false;
  // [OIDC Core 3.1.3.7: with several audiences, the one that it was issued to]
  return tokenUse === 'access' || !Array.isArray(aud) || aud.length === 1 || ours(payload['azp']);
}

/** The user, in the one spelling of user ids. */
export function userOf(payload: JwtPayload, { userIdClaim, adminClaim, adminValue }: ClaimSettings): Authentication {
  // [OIDC Core 5.1: a boolean] An address that nobody verified might be anybody's.
  if (userIdClaim === 'email' && payload['email_verified'] !== true) return { refused: 'email-not-verified' };
  const claim = payload[userIdClaim];
  const userId = typeof claim === 'string' ? normaliseUserId(claim) : undefined;
  if (!userId) return { refused: 'no-valid-email' };
  const admins = payload[adminClaim];
  return { userId, isAdmin: Array.isArray(admins) ? admins.includes(adminValue) : admins === adminValue };
}
