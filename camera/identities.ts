// The certificates that a camera may show: its own, during a renewal the next one beside it, and after one that of its factory.
import type { CameraIdentity } from './factory.ts';
import {
  dropNextIdentity,
  keepIdentity,
  keepNextIdentity,
  readBirthIdentity,
  readNextIdentity,
  takeBirthIdentity,
  takeNextIdentity,
  type NamedIdentity,
  type NextIdentity,
  type StoredIdentity,
} from './key-store.ts';

// From the deadline until the cloud has taken the new certificate into service, or back. The old key costs nothing meanwhile;
// dropped too early it would be a camera that somebody must visit.
const decidesWithinMs = 10 * 60_000;

// A camera that nobody takes any more may have been re-armed. So may one whose network is down seem, which is no reason to ask often.
const birthEvery = 4;

export class Identities {
  readonly #directory: string;
  readonly #serialNumber: string;
  readonly #decidesWithinMs: number;
  #own: StoredIdentity;
  #next: NextIdentity | undefined;
  #birth: NamedIdentity | undefined;

  private constructor(directory: string, serialNumber: string, own: StoredIdentity, withinMs: number) {
    this.#directory = directory;
    this.#serialNumber = serialNumber;
    this.#own = own;
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
    const identities = new Identities(directory, serialNumber, own, withinMs);
    identities.#next = await readNextIdentity(directory, serialNumber);
    identities.#birth = await readBirthIdentity(directory, serialNumber);
    return identities;
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

  /**
   * `attempt` counts failures from 1. The newest first; a camera that is refused with it may still be known by the other, and one
   * that was re-armed by none but that of its factory.
   */
  forAttempt(attempt: number): NamedIdentity {
    if (this.#birth && attempt % birthEvery === 0) return this.#birth;
    return this.#next && attempt % 2 === 1 ? this.#next : this.#own;
  }

  async keepNext(next: NextIdentity): Promise<void> {
    await keepNextIdentity(this.#directory, this.#serialNumber, next);
    this.#next = next;
  }

  /** The cloud has accepted it. True when it is that of the factory, and none else is left. */
  async accepted({ certificateId }: NamedIdentity): Promise<boolean> {
    if (certificateId !== this.#birth?.certificateId || certificateId === this.#own.certificateId) return false;
    await takeBirthIdentity(this.#directory, this.#serialNumber);
    [this.#own, this.#next, this.#birth] = [{ ...this.#birth, made: 'before' }, undefined, undefined];
    return true;
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
      this.#birth ??= this.#own;
      this.#own = { ...next, made: 'before' };
      await takeNextIdentity(this.#directory, this.#serialNumber);
    } else {
      await dropNextIdentity(this.#directory, this.#serialNumber);
    }
    return true;
  }
}
