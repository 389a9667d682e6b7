// The camera's AWS credentials: traded for its certificate, and renewed while the old ones still live.
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import { retryDelayMs, waitFor, type Backoff } from './backoff.ts';
import type { CameraIdentity } from './factory.ts';
import { requestCredentials, type CredentialsRequest, type IssuedCredentials } from './iot-credentials-request.ts';

export interface IotCredentialsOptions extends Omit<CredentialsRequest, 'identity'> {
  /** What the camera shows; as a function it is asked each time, because a renewal changes it. */
  readonly identity: CameraIdentity | (() => CameraIdentity);
  readonly onRenewed?: (expiration: Date, issue: Issue) => void;
  readonly onFailed?: (error: Error, retryInMs: number) => void;
  /** Milliseconds on a clock that runs steadily; which time it shows doesn't matter. */
  readonly now?: () => number;
  /** A number in [0, 1). */
  readonly random?: () => number;
  readonly wait?: (delayMs: number, signal: AbortSignal) => Promise<void>;
}

/** That AWS gave credentials, when by its own clock, and for which certificate. */
export interface Issue {
  readonly issuedAt: Date;
  readonly certificate: string;
}

export interface IotCredentials {
  /**
   * For any AWS SDK client. Asks once for all who wait.
   * @throws CredentialsRefusedError, CredentialsUnavailableError: only when no credentials are left that live
   */
  readonly provide: AwsCredentialIdentityProvider;
  /** AWS didn't accept them, whatever their expiration says: the next one who asks gets new ones, if there are any. */
  readonly discard: () => void;
  /** Milliseconds since the epoch by AWS's clock, as its last answer told it. Undefined before the first one. */
  readonly awsTime: () => number | undefined;
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
  let awsAhead: number | undefined;

  const identity = (): CameraIdentity =>
    typeof options.identity === 'function' ? options.identity() : options.identity;
  const keep = (
    { livesMs, issuedAt, ...credentials }: IssuedCredentials,
    askedAt: number,
    certificate: string,
  ): void => {
    awsAhead = issuedAt.getTime() - now();
    const share = earliestRenewal + (latestRenewal - earliestRenewal) * random();
    current = { credentials, renewAt: askedAt + livesMs * share, diesAt: askedAt + livesMs - graceMs };
    failures = 0;
    options.onRenewed?.(credentials.expiration, { issuedAt, certificate });
  };
  const ask = (): Promise<void> =>
    (asking ??= (async () => {
      const askedAt = now();
      try {
        const shown = identity();
        keep(await requestCredentials({ ...options, identity: shown }), askedAt, shown.certificate);
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
    awsTime: () => (awsAhead === undefined ? undefined : now() + awsAhead),
    async keepFresh(signal) {
      while (!signal.aborted) {
        const at = Math.max(current?.renewAt ?? -Infinity, failures > 0 ? notBefore : -Infinity);
        if (at > now()) await wait(at - now(), signal);
        else await ask().catch(() => undefined);
      }
    },
  };
}
