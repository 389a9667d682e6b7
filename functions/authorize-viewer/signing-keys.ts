// The issuer's public keys, found by OIDC discovery and kept in memory.
import { isJwks, type Jwk, type Jwks } from 'aws-jwt-verify/jwk';
import type { Json } from 'aws-jwt-verify/safe-json-parse';
import { IssuerUnavailableError } from './fetch-json.ts';

/** How long keys are believed without asking again: a key that the issuer withdraws opens the door for at most this long. */
export const refreshAfterMs = 600_000;
/** How long they are believed when the issuer can't be asked: viewing goes on while it is down. */
export const believedForMs = 86_400_000;
/** Whoever sends unknown key ids makes us ask no more often than this; a new key of the issuer is known after it. */
export const pauseMs = 10_000;
/** After a failure, while no keys are known: then nobody gets in until the issuer answers. */
export const coldPauseMs = 1_000;

export interface SigningKeysOptions {
  readonly issuer: string;
  readonly fetchJson: (url: string) => Promise<unknown>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

interface Looked {
  readonly at: number;
  readonly error?: Error;
}

export class SigningKeys {
  readonly #options: SigningKeysOptions;
  #held: { readonly jwks: Jwks; readonly at: number } | undefined;
  #last: Looked | undefined;
  #looking: Promise<Jwks> | undefined;

  constructor(options: SigningKeysOptions) {
    this.#options = options;
  }

  /** The key with that id, or undefined when the issuer has none. Throws IssuerUnavailableError when that can't be known. */
  async find(keyId: string): Promise<Jwk | undefined> {
    const held = this.#heldWithin(believedForMs);
    const known = held && keyOf(held, keyId);
    if (known && this.#heldWithin(refreshAfterMs)) return known;
    try {
      return keyOf(await this.#look(), keyId);
    } catch (error) {
      if (known) return known;
      throw error;
    }
  }

  #heldWithin(ageMs: number): Jwks | undefined {
    return this.#held && this.#options.now() - this.#held.at < ageMs ? this.#held.jwks : undefined;
  }

  /** One request at a time, and a pause after each. */
  async #look(): Promise<Jwks> {
    if (this.#looking) return this.#looking;
    const held = this.#heldWithin(believedForMs);
    const pause = this.#last?.error && !held ? coldPauseMs : pauseMs;
    if (this.#last && this.#options.now() - this.#last.at < pause) {
      if (this.#last.error) throw this.#last.error;
      if (held) return held;
    }
    this.#looking = this.#fetch();
    try {
      const jwks = await this.#looking;
      const at = this.#options.now();
      this.#held = { jwks, at };
      this.#last = { at };
      return jwks;
    } catch (error) {
      this.#last = { at: this.#options.now(), error: error as Error };
      throw error;
    } finally {
      this.#looking = undefined;
    }
  }

  async #fetch(): Promise<Jwks> {
    const { issuer, fetchJson } = this.#options;
    const discoveryUrl = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const discovered = ((await fetchJson(discoveryUrl)) ?? {}) as { issuer?: unknown; jwks_uri?: unknown };
    // [OIDC Discovery 4.3: the issuer must be identical]
    if (discovered.issuer !== issuer) throw new IssuerUnavailableError(discoveryUrl, `is not that of ${issuer}`);
    const { jwks_uri: jwksUri } = discovered;
    if (typeof jwksUri !== 'string' || !URL.canParse(jwksUri) || new URL(jwksUri).protocol !== new URL(issuer).protocol)
      throw new IssuerUnavailableError(discoveryUrl, 'names no jwks_uri of the same protocol');
    const jwks = (await fetchJson(jwksUri)) as Json;
    if (!isJwks(jwks)) throw new IssuerUnavailableError(jwksUri, 'is no set of keys');
    return jwks;
  }
}

const keyOf = ({ keys }: Jwks, keyId: string): Jwk | undefined => keys.find(({ kid }) => kid === keyId);
