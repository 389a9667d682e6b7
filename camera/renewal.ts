// The camera's certificate while it is in service: asks for a new one in time, moves to it, and lets the old key go when that is safe.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { MessageToCamera } from '../events/camera-topics.ts';
import { retryDelayMs, waitFor, type Backoff } from './backoff.ts';
import type { CloudConnection } from './cloud-connection.ts';
import { makeKeyAndCsr } from './factory.ts';
import type { Identities } from './identities.ts';
import type { IotCredentials, Issue } from './iot-credentials.ts';
import { certificateIdOf, type NextIdentity } from './key-store.ts';
import type { OnProgress } from './progress.ts';
import { renewalDueAt } from './renewal-due.ts';

export interface RenewalOptions {
  readonly serialNumber: string;
  readonly identities: Identities;
  readonly connection: Pick<CloudConnection, 'identity' | 'moveTo' | 'send'>;
  readonly credentials: Pick<IotCredentials, 'provide' | 'discard' | 'awsTime'>;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
  readonly timing?: Partial<RenewalTiming>;
}

export interface RenewalTiming {
  /** After a refusal or a failure. */
  readonly backoff: Backoff;
  /** Between attempts to connect with the new certificate. */
  readonly connectBackoff: Backoff;
  /** A request that isn't answered by then was lost. */
  readonly answerWithinMs: number;
  /** Between looks at the clock, which may be set right meanwhile. */
  readonly lookEveryMs: number;
  /** A number in [0, 1): when within its window a certificate is renewed. */
  readonly random: () => number;
}

const usualTiming: RenewalTiming = {
  backoff: { baseMs: 60_000, capMs: 6 * 3_600_000 },
  connectBackoff: { baseMs: 1000, capMs: 60_000 },
  answerWithinMs: 5 * 60_000,
  lookEveryMs: 60_000,
  random: Math.random,
};

type Delivery = MessageToCamera<'certificate'>;

class RenewalRefusedError extends Error {
  override readonly name = 'RenewalRefusedError';
}

export class Renewal {
  readonly #options: RenewalOptions;
  readonly #timing: RenewalTiming;
  readonly #random: number;
  /** The cloud wants it, whether it is due or not. */
  #asked = false;
  /** Ends a wait. */
  #wake: () => void = () => undefined;
  #request: { privateKey: string; resolve: (delivery: Delivery) => void; reject: (error: Error) => void } | undefined;

  constructor(options: RenewalOptions) {
    this.#options = options;
    this.#timing = { ...usualTiming, ...options.timing };
    this.#random = this.#timing.random();
  }

  /** Until the signal is aborted. Never rejects: the old certificate is good for a while. */
  async run(): Promise<void> {
    const { identities, onProgress, signal } = this.#options;
    for (let failures = 0; !signal.aborted;) {
      try {
        if (identities.next) {
          await this.#settle(identities.next);
          failures = 0;
        } else if (this.#asked || this.#isDue()) await this.#renew();
        else await this.#wait(this.#timing.lookEveryMs);
      } catch (error) {
        if (signal.aborted) break;
        const retryInMs = retryDelayMs(++failures, this.#timing.backoff);
        onProgress({ type: 'renewal-failed', reason: (error as Error).message, retryInMs });
        await this.#wait(retryInMs);
      }
    }
  }

  /** The cloud asks for a renewal. */
  want(): void {
    this.#asked = true;
    this.#wake();
  }

  deliver(delivery: Delivery): void {
    if (this.#request && belongsTo(delivery, this.#request.privateKey)) return this.#request.resolve(delivery);
    // The cloud says it until it has seen the camera connect with it.
    if (delivery.certificateId === this.#options.identities.next?.certificateId) return;
    const reason = 'it is not for a key that this camera has';
    this.#options.onProgress({ type: 'message-ignored', kind: 'certificate', reason });
  }

  refuse({ error, message }: MessageToCamera<'certificate-refused'>): void {
    this.#request?.reject(new RenewalRefusedError(`${error}: ${message}`));
  }

  /** AWS has given credentials: that tells which certificate is in service once the cloud must have decided. */
  async issued({ certificate, issuedAt }: Issue): Promise<void> {
    const { identities, onProgress } = this.#options;
    const [own, next] = [identities.own, identities.next];
    if (!next || !(await identities.settle(certificate, issuedAt))) return;
    if (identities.own.certificateId === next.certificateId) {
      onProgress({ type: 'old-key-dropped', certificateId: own.certificateId });
    }
    this.#wake();
  }

  #isDue(): boolean {
    const now = this.#options.credentials.awsTime();
    return now !== undefined && now >= renewalDueAt(this.#options.identities.own.certificate, this.#random);
  }

  async #renew(): Promise<void> {
    const { serialNumber, identities, connection, onProgress } = this.#options;
    const { privateKey, csr } = await makeKeyAndCsr(serialNumber);
    onProgress({ type: 'renewal-requested', certificateId: identities.own.certificateId });
    const answer = new Promise<Delivery>((resolve, reject) => (this.#request = { privateKey, resolve, reject }));
    // Awaited below, if sending doesn't fail before.
    answer.catch(() => undefined);
    try {
      await connection.send('certificate-request', { certificateSigningRequest: csr });
      const { certificateId, certificatePem: certificate, connectBefore } = await this.#inTime(answer);
      const next = { certificateId, certificate, privateKey, connectBefore: new Date(connectBefore) };
      await identities.keepNext(next);
      onProgress({ type: 'certificate-received', certificateId, connectBefore });
      await this.#moveTo(next);
    } finally {
      this.#request = undefined;
    }
  }

  /** The answer, or an error once the request must have been lost. */
  async #inTime(answer: Promise<Delivery>): Promise<Delivery> {
    const over = new AbortController();
    const late = waitFor(this.#timing.answerWithinMs, AbortSignal.any([this.#options.signal, over.signal])).then(() => {
      throw new Error('the cloud has not answered the request');
    });
    return Promise.race([answer, late]).finally(() => {
      late.catch(() => undefined);
      over.abort();
    });
  }

  /** Until it is connected with the new certificate, or it's too late for that. */
  async #moveTo({ connectBefore, ...next }: NextIdentity): Promise<void> {
    const { connection, credentials, onProgress, signal } = this.#options;
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        await connection.moveTo(next);
        return onProgress({ type: 'certificate-renewed', certificateId: next.certificateId });
      } catch (error) {
        if (signal.aborted || (credentials.awsTime() ?? Date.now()) > connectBefore.getTime()) return;
        const retryInMs = retryDelayMs(attempt, this.#timing.connectBackoff);
        onProgress({ type: 'connection-dropped', attempt, reason: (error as Error).message, retryInMs });
        await waitFor(retryInMs, signal);
      }
    }
  }

  /** Both keys stay until AWS gives credentials for one of them at a time when the cloud must have decided. */
  async #settle(next: NextIdentity): Promise<void> {
    const { identities, credentials, signal } = this.#options;
    const { lookEveryMs } = this.#timing;
    while (identities.next === next && !signal.aborted) {
      const now = credentials.awsTime();
      const leftMs = now === undefined ? lookEveryMs : identities.decidedAt! - now;
      if (leftMs <= 0) {
        credentials.discard();
        await credentials.provide().catch(() => undefined);
        if (identities.next !== next) break;
      }
      await this.#wait(leftMs > 0 ? Math.min(leftMs, lookEveryMs) : lookEveryMs);
    }
    if (signal.aborted) return;
    if (identities.own.certificateId !== next.certificateId) {
      throw new Error('the cloud has taken the new certificate back, because no connection with it came in time');
    }
    this.#asked = false;
  }

  async #wait(delayMs: number): Promise<void> {
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    await waitFor(delayMs, AbortSignal.any([this.#options.signal, woken.signal]));
  }
}

function belongsTo({ certificateId, certificatePem }: Delivery, privateKey: string): boolean {
  try {
    const certificate = new X509Certificate(certificatePem);
    return (
      certificate.checkPrivateKey(createPrivateKey(privateKey)) && certificateIdOf(certificatePem) === certificateId
    );
  } catch {
    return false;
  }
}
