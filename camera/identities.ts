// The certificates that a camera may show: its own, and during a renewal the next one beside it. Both stay until the cloud has decided.
import type { CameraIdentity } from './factory.ts';
import {
  dropNextIdentity,
  keepIdentity,
  keepNextIdentity,
  readNextIdentity,
  takeNextIdentity,
  type NamedIdentity,
  type NextIdentity,
  type StoredIdentity,
} from './key-store.ts';

// From the deadline until the cloud has taken the new certificate into service, or back. The old key costs nothing meanwhile;
// dropped too early it would be a camera that somebody must visit.
const decidesWithinMs = 10 * 60_000;

export class Identities {
  readonly #directory: string;
  readonly #serialNumber: string;
  readonly #decidesWithinMs: number;
  #own: StoredIdentity;
  #next: NextIdentity | undefined;

  private constructor(
    directory: string,
    serialNumber: string,
    own: StoredIdentity,
    next: NextIdentity | undefined,
    withinMs: number,
  ) {
    this.#directory = directory;
    this.#serialNumber = serialNumber;
    this.#own = own;
    this.#next = next;
    this.#decidesWithinMs = withinMs;
  }

  /** What the key store holds; `make` gives the camera its first identity. */
  static async open(
    directory: string,
    serialNumber: string,
    make: () => Promise<CameraIdentity>,
    withinMs = decidesWithinMs,
  ): Promise<Identities> {
    const own = await keepIdentity(directory, serialNumber, make);
    return new Identities(directory, serialNumber, own, await readNextIdentity(directory, serialNumber), withinMs);
  }

  get own(): StoredIdentity {
    return this.#own;
  }

  /** While a renewal isn't decided. */
  get next(): NextIdentity | undefined {
    return this.#next;
  }

  /** Milliseconds since the epoch by AWS's clock: from then on only the certificate that the cloud has kept gets credentials. */
  get decidedAt(): number | undefined {
    return this.#next && this.#next.connectBefore.getTime() + this.#decidesWithinMs;
  }

  /** `attempt` counts failures from 1. The newest first; a camera that is refused with it may still be known by the other. */
  forAttempt(attempt: number): NamedIdentity {
    return this.#next && attempt % 2 === 1 ? this.#next : this.#own;
  }

  async keepNext(next: NextIdentity): Promise<void> {
    await keepNextIdentity(this.#directory, this.#serialNumber, next);
    this.#next = next;
  }

  /**
   * AWS has issued credentials for this certificate at this time. True when that decides which one the cloud has kept:
   * it is the camera's own from now on, and the key of the other is gone.
   */
  async settle(certificate: string, issuedAt: Date): Promise<boolean> {
    const next = this.#next;
    const isNext = certificate === next?.certificate;
    const isOwn = certificate === this.#own.certificate;
    if (!next || issuedAt.getTime() < this.decidedAt! || !(isNext || isOwn)) return false;
    this.#next = undefined;
    if (isNext) {
      this.#own = { ...next, made: 'before' };
      await takeNextIdentity(this.#directory, this.#serialNumber);
    } else {
      await dropNextIdentity(this.#directory, this.#serialNumber);
    }
    return true;
  }
}
