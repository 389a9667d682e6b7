// The camera's AWS credentials: traded for its certificate, and renewed while the old ones still live.
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import { retryDelayMs, waitFor, type Backoff } from './backoff.ts';
import { requestCredentials, type CredentialsRequest, type IssuedCredentials } from './iot-credentials-request.ts';

export interface IotCredentialsOptions extends CredentialsRequest {
  readonly onRenewed?: (expiration: Date) => void;
  readonly onFailed?: (error: Error, retryInMs: number) => void;
  /** Milliseconds on a clock that runs steadily; which time it shows doesn't matter. */
  readonly now?: () => number;
  /** A number in [0, 1). */
  readonly random?: () => number;
  readonly wait?: (delayMs: number, signal: AbortSignal) => Promise<void>;
}

export interface IotCredentials {
  /**
   * For any AWS SDK client. Asks once for all who wait.
   * @throws CredentialsRefusedError, CredentialsUnavailableError: only when no credentials are left that live
   */
  readonly provide: AwsCredentialIdentityProvider;
  /** AWS didn't accept them, whatever their expiration says: the next one who asks gets new ones, if there are any. */
  readonly discard: () => void;
  /** Renews ahead of time until the signal is aborted, so that nobody has to wait for it. Never rejects. */
  keepFresh(signal: AbortSignal): Promise<void>;
}

// Renewed between these shares of their life: a fleet that got its credentials at once doesn't renew them at once.
const earliestRenewal = 0.6;
const latestRenewal = 0.85;
// Dead a little early: a request that is signed now arrives later.
const graceMs = 10_000;
const backoff: Backoff = { baseMs: 1000, capMs: 60_000 };

export function iotCredentials(options: IotCredentialsOptions): IotCredentials {
  const { now = () => performance.now(), random = Math.random, wait = waitFor } = options;
  let current: { credentials: AwsCredentialIdentity; renewAt: number; diesAt: number } | undefined;
  let asking: Promise<void> | undefined;
  let failures = 0;
  let notBefore = -Infinity;

  const keep = ({ livesMs, ...credentials }: IssuedCredentials, askedAt: number): void => {
    const share = earliestRenewal + (latestRenewal - earliestRenewal) * random();
    current = { credentials, renewAt: askedAt + livesMs * share, diesAt: askedAt + livesMs - graceMs };
    failures = 0;
    options.onRenewed?.(credentials.expiration);
  };
  const ask = (): Promise<void> =>
    (asking ??= (async () => {
      const askedAt = now();
      try {
        keep(await requestCredentials(options), askedAt);
      } catch (error) {
        const retryInMs = retryDelayMs(++failures, { ...backoff, random });
        notBefore = now() + retryInMs;
        options.onFailed?.(error as Error, retryInMs);
        throw error;
      }
    })().finally(() => (asking = undefined)));

  return {
    async provide() {
      const alive = (): boolean => current !== undefined && now() < current.diesAt;
      const due = !current || now() >= current.renewAt;
      if (due && (!alive() || now() >= notBefore)) {
        await ask().catch((error: unknown) => {
          if (!alive()) throw error;
        });
      }
      return current!.credentials;
    },
    discard() {
      if (current) current.renewAt = -Infinity;
    },
    async keepFresh(signal) {
      while (!signal.aborted) {
        const at = Math.max(current?.renewAt ?? -Infinity, failures > 0 ? notBefore : -Infinity);
        if (at > now()) await wait(at - now(), signal);
        else await ask().catch(() => undefined);
      }
    },
  };
}
