// The sandboxes of one function: reused while warm, more when needed up to a limit, gone when idle for long or when their credentials end.
import type { Clock, Timer } from '../../core/clock.ts';
import type { Outcome, Sandbox } from './sandbox.ts';

const idleMs = 5 * 60_000;
/** Credentials must outlast the invocation that they are given to, with a margin. */
const credentialMarginMs = 60_000;

export class SandboxPool {
  readonly #clock: Clock;
  readonly #start: () => Sandbox;
  readonly #limit: number;
  readonly #timeoutMs: number;
  readonly #idle: { sandbox: Sandbox; idleTimer: Timer }[] = [];
  readonly #busy = new Set<Sandbox>();
  readonly #waiting: (() => void)[] = [];
  #closed = false;

  /** `start` throws when the function's role can't be assumed. `limit` sandboxes at most; further invocations wait in line. */
  constructor(options: { clock: Clock; start: () => Sandbox; limit: number; timeoutSeconds: number }) {
    this.#clock = options.clock;
    this.#start = options.start;
    this.#limit = options.limit;
    this.#timeoutMs = options.timeoutSeconds * 1000;
  }

  get size(): number {
    return this.#idle.length + this.#busy.size;
  }

  get busy(): number {
    return this.#busy.size;
  }

  async invoke(requestId: string, payload: string): Promise<Outcome> {
    while (this.#busy.size >= this.#limit && !this.#closed) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    if (this.#closed) throw new Error('the local cloud is stopping');
    const sandbox = this.#warm() ?? this.#start();
    this.#busy.add(sandbox);
    try {
      return await sandbox.invoke(requestId, payload);
    } finally {
      this.#busy.delete(sandbox);
      if (sandbox.alive && !this.#closed) this.#keep(sandbox);
      this.#waiting.shift()?.();
    }
  }

  /** Ends all sandboxes, those at work too: their invocations end as Runtime.ExitError. */
  async close(): Promise<void> {
    this.#closed = true;
    const sandboxes = [...this.#busy, ...this.#idle.map(({ sandbox }) => sandbox)];
    for (const { idleTimer } of this.#idle.splice(0)) idleTimer.cancel();
    for (const resume of this.#waiting.splice(0)) resume();
    await Promise.all(sandboxes.map((sandbox) => sandbox.terminate()));
  }

  /** The one that was used last: it is the warmest, and the others get their chance to retire. */
  #warm(): Sandbox | undefined {
    for (let last = this.#idle.pop(); last; last = this.#idle.pop()) {
      last.idleTimer.cancel();
      const { sandbox } = last;
      if (sandbox.alive && sandbox.expiration > this.#clock.now() + this.#timeoutMs + credentialMarginMs)
        return sandbox;
      void sandbox.terminate();
    }
    return undefined;
  }

  #keep(sandbox: Sandbox): void {
    const idleTimer = this.#clock.after(idleMs, () => {
      this.#idle.splice(
        this.#idle.findIndex((entry) => entry.sandbox === sandbox),
        1,
      );
      void sandbox.terminate();
    });
    this.#idle.push({ sandbox, idleTimer });
  }
}
