// The shared secret, in the two versions that are live while it is rotated. It lives in memory only.
import { hash, timingSafeEqual } from 'node:crypto';
import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type GetSecretValueCommandOutput,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/** How long a value is believed. A secret that was withdrawn opens the door for at most this long. */
export const secretLifetimeMs = 60_000;
/** A caller with an unknown secret may come from after a rotation, so we look again; but no more often than this. */
export const refetchIntervalMs = 5_000;

/** The secret has no usable value: an outage, and nobody gets in. */
export class UnusableSecretError extends Error {
  override readonly name = 'UnusableSecretError';

  constructor(secretArn: string) {
    super(
      `The current version of secret ${secretArn} has no SecretString, or an empty one. ` +
        'Put the shared secret there as plain text: aws secretsmanager put-secret-value --secret-id … --secret-string …',
    );
  }
}

interface Fetched {
  readonly digests: readonly Buffer[];
  readonly at: number;
}

export interface SharedSecretOptions {
  readonly client: Pick<SecretsManagerClient, 'send'>;
  readonly secretArn: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export class SharedSecret {
  readonly #options: SharedSecretOptions;
  #fetched: Fetched | undefined;

  constructor(options: SharedSecretOptions) {
    this.#options = options;
  }

  /**
   * Whether the token is the secret's current or previous version; in a time that says nothing about how much of it is right.
   * Rejects with the SDK's error when that cannot be known.
   */
  async matches(token: string): Promise<boolean> {
    if (token === '') return false;
    const known = await this.#within(secretLifetimeMs);
    if (isOneOf(known, token)) return true;
    const fresh = await this.#within(refetchIntervalMs);
    return fresh !== known && isOneOf(fresh, token);
  }

  async #within(maxAgeMs: number): Promise<Fetched> {
    const now = this.#options.now();
    if (!this.#fetched || now - this.#fetched.at >= maxAgeMs) {
      this.#fetched = { digests: await this.#fetchDigests(), at: now };
    }
    return this.#fetched;
  }

  async #fetchDigests(): Promise<Buffer[]> {
    const [current, previous] = await Promise.all([
      this.#fetch('AWSCURRENT'),
      // [Secrets Manager: a secret that was never rotated has no AWSPREVIOUS]
      this.#fetch('AWSPREVIOUS').catch((error: unknown) => {
        if (error instanceof ResourceNotFoundException) return undefined;
        throw error;
      }),
    ]);
    if (!current?.SecretString) throw new UnusableSecretError(this.#options.secretArn);
    return [current.SecretString, previous?.SecretString].flatMap((secret) => (secret ? [digest(secret)] : []));
  }

  async #fetch(stage: 'AWSCURRENT' | 'AWSPREVIOUS'): Promise<GetSecretValueCommandOutput | undefined> {
    const { client, secretArn } = this.#options;
    return client.send(new GetSecretValueCommand({ SecretId: secretArn, VersionStage: stage }));
  }
}

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');

// Digests have one length, and all of them are compared even after a match.
function isOneOf({ digests }: Fetched, token: string): boolean {
  const given = digest(token);
  return digests.map((known) => timingSafeEqual(known, given)).includes(true);
}
