// Messages for a peer that isn't connected yet: kept for the channel's MessageTtlSeconds, delivered in the order they came.
import type { Clock } from '../../../core/clock.ts';
import type { SignalingAction } from './message.ts';

interface HeldMessage {
  readonly from: string;
  readonly action: SignalingAction;
  readonly text: string;
  readonly expiresAt: number;
}

// One peer's candidates for one session are a few dozen; more than this is somebody filling the memory.
const heldPerRecipient = 500;

export class HeldMessages {
  readonly #clock: Clock;
  readonly #byRecipient = new Map<string, HeldMessage[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A newer offer or answer of the same sender takes the place of the older one. [KVS: SendSdpOffer] */
  hold(recipient: string, from: string, action: SignalingAction, text: string, ttlSeconds: number): void {
    const kept = this.#unexpired(recipient).filter(
      (held) => held.from !== from || held.action !== action || action === 'ICE_CANDIDATE',
    );
    const expiresAt = this.#clock.now() + ttlSeconds * 1000;
    this.#byRecipient.set(recipient, [...kept, { from, action, text, expiresAt }].slice(-heldPerRecipient));
  }

  /** What is still alive for the recipient; it is held no longer. */
  take(recipient: string): string[] {
    const unexpired = this.#unexpired(recipient);
    this.#byRecipient.delete(recipient);
    return unexpired.map(({ text }) => text);
  }

  /** Whether nothing is held for anybody. */
  get empty(): boolean {
    for (const recipient of this.#byRecipient.keys()) {
      if (this.#unexpired(recipient).length > 0) return false;
      this.#byRecipient.delete(recipient);
    }
    return true;
  }

  #unexpired(recipient: string): HeldMessage[] {
    const now = this.#clock.now();
    return (this.#byRecipient.get(recipient) ?? []).filter(({ expiresAt }) => expiresAt > now);
  }
}
