// What a signed-in user may still redeem: codes, for five minutes and once, and refresh tokens, for as long as the client says.
import { createHash, randomBytes } from 'node:crypto';
import type { CloudContext } from '../../core/cloud-context.ts';
import type { Collection } from '../../core/store.ts';

/** One sign-in: who, for which client, for what. */
export interface Grant {
  readonly poolId: string;
  readonly clientId: string;
  readonly email: string;
  readonly groups: readonly string[];
  readonly scope: string;
  /** Seconds since the epoch. */
  readonly signedInAt: number;
  readonly nonce?: string;
}

export interface CodeGrant extends Grant {
  readonly redirectUri: string;
  /** [RFC 7636] Of method S256. */
  readonly codeChallenge?: string;
}

const codeLifetimeMs = 300_000;

export class Grants {
  readonly #cloud: CloudContext;
  // A code doesn't outlive a restart: the browser that waits for it doesn't either.
  readonly #codes = new Map<string, CodeGrant & { expiresAt: number }>();
  /** By digest: what lies on disk opens nothing. */
  readonly #refreshTokens: Collection<Grant & { expiresAt: number }>;

  constructor(cloud: CloudContext) {
    this.#cloud = cloud;
    this.#refreshTokens = cloud.store.collection('cognito-refresh-tokens');
  }

  newCode(grant: CodeGrant): string {
    const code = randomBytes(32).toString('base64url');
    this.#codes.set(code, { ...grant, expiresAt: this.#cloud.clock.now() + codeLifetimeMs });
    return code;
  }

  /** Once: whoever redeems it first, rightly or wrongly, has used it up. */
  redeemCode(code: string): CodeGrant | undefined {
    const grant = this.#codes.get(code);
    this.#codes.delete(code);
    return grant && grant.expiresAt > this.#cloud.clock.now() ? grant : undefined;
  }

  async newRefreshToken(grant: Grant, lifetimeSeconds: number): Promise<string> {
    const token = randomBytes(48).toString('base64url');
    const expiresAt = this.#cloud.clock.now() + lifetimeSeconds * 1000;
    await this.#refreshTokens.put(digest(token), { ...grant, expiresAt });
    return token;
  }

  findRefreshToken(token: string): Grant | undefined {
    const grant = this.#refreshTokens.get(digest(token));
    return grant && grant.expiresAt > this.#cloud.clock.now() ? grant : undefined;
  }

  async revoke(token: string): Promise<void> {
    if (this.#refreshTokens.has(digest(token))) await this.#refreshTokens.delete(digest(token));
  }

  async forgetExpired(): Promise<void> {
    const expired = this.#refreshTokens.entries().filter(([, { expiresAt }]) => expiresAt <= this.#cloud.clock.now());
    await Promise.all(expired.map(([key]) => this.#refreshTokens.delete(key)));
  }
}

const digest = (token: string): string => createHash('sha256').update(token).digest('hex');
