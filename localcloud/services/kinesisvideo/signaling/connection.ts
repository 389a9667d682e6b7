// One client's WebSocket: how long it may live, how long it may be silent, how fast it may talk.
import type { RawData, WebSocket } from 'ws';
import { AwsError } from '../../../core/aws-error.ts';
import type { Clock, Timer } from '../../../core/clock.ts';
import { connectionLifeMs, goAwayGraceMs, idleMs, type KinesisVideoQuotas } from '../quotas.ts';
import { goAwayText, parseMessage, RefusedMessage, statusResponseText, type SignalingMessage } from './message.ts';
import { RateLimit } from './rate-limit.ts';

export class Connection {
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  readonly #quotas: KinesisVideoQuotas;
  readonly #descriptions: RateLimit;
  readonly #candidates: RateLimit;
  readonly #timers = new Map<'life' | 'idle', Timer>();
  #activeAt: number;
  #onClose: (() => void) | undefined;

  constructor(socket: WebSocket, clock: Clock, quotas: KinesisVideoQuotas) {
    this.#socket = socket;
    this.#clock = clock;
    this.#quotas = quotas;
    this.#descriptions = new RateLimit(clock, quotas.descriptionsPerSecond);
    this.#candidates = new RateLimit(clock, quotas.candidatesPerSecond);
    this.#activeAt = clock.now();
  }

  /** Starts listening. `onMessage` may throw AwsError: its sender hears of it if the message has a correlation id. */
  open(onMessage: (message: SignalingMessage) => void, onClose: () => void): void {
    this.#socket.on('message', (data, isBinary) => {
      this.#activeAt = this.#clock.now();
      if (!isBinary) this.#receive(textOf(data), onMessage);
    });
    // Whether pings count as activity on AWS is unconfirmed; its camera SDK pings every 10 s and isn't cut off.
    this.#socket.on('ping', () => (this.#activeAt = this.#clock.now()));
    this.#socket.on('error', () => this.#socket.terminate());
    this.#socket.on('close', () => this.#leave());
    this.#onClose = onClose;
    this.#watchIdleness(idleMs);
    this.#timers.set(
      'life',
      this.#clock.after(connectionLifeMs, () => this.#sayGoAway()),
    );
  }

  send(text: string): void {
    this.#activeAt = this.#clock.now();
    this.#socket.send(text);
  }

  /** The connection counts as closed at once, so that nothing more is sent into it. The close codes of AWS are unconfirmed. */
  close(code: 1000 | 1001, reason: string): void {
    this.#leave();
    this.#socket.close(code, reason);
  }

  #leave(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#onClose?.();
    this.#onClose = undefined;
  }

  #receive(text: string, onMessage: (message: SignalingMessage) => void): void {
    let correlationId: string | undefined;
    try {
      const message = parseMessage(text, this.#quotas.payloadCharacters);
      if (!message) return;
      correlationId = message.correlationId;
      const limit = message.action === 'ICE_CANDIDATE' ? this.#candidates : this.#descriptions;
      if (!limit.allows()) {
        throw new AwsError(
          'ClientLimitExceededException',
          `${message.action} may be sent ${limit.perSecond} times a second.`,
        );
      }
      onMessage(message);
    } catch (error) {
      if (error instanceof RefusedMessage) this.#answer(error.error, error.correlationId);
      else if (error instanceof AwsError) this.#answer(error, correlationId);
      else throw error;
    }
  }

  #answer(error: AwsError, correlationId: string | undefined): void {
    if (correlationId !== undefined) this.send(statusResponseText(error, correlationId, error.statusCode ?? 400));
  }

  #watchIdleness(delayMs: number): void {
    const check = (): void => {
      const leftMs = this.#activeAt + idleMs - this.#clock.now();
      if (leftMs <= 0) this.close(1001, 'idle');
      else this.#watchIdleness(leftMs);
    };
    this.#timers.set('idle', this.#clock.after(delayMs, check));
  }

  #sayGoAway(): void {
    this.send(goAwayText);
    this.#timers.set(
      'life',
      this.#clock.after(goAwayGraceMs, () => this.close(1001, 'connection life is over')),
    );
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.from(data as Buffer).toString('utf8');
}
