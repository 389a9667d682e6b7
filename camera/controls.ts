// What a person does at the camera: gives it the pairing token of their app, resets it, presses its button.
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { validatePairingProof } from '../events/index.ts';
import type { MessageToCamera } from '../events/camera-topics.ts';
import { waitFor } from './backoff.ts';
import type { CloudConnection } from './cloud-connection.ts';
import { readIfAny, replaceFile } from './key-store.ts';
import type { OnProgress } from './progress.ts';

export interface ControlsOptions {
  readonly connection: Pick<CloudConnection, 'send'>;
  /** A reset that the cloud doesn't know of yet is kept here, over power cuts too. */
  readonly resetPath: string;
  readonly endSessions: () => void;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
  /** How long a person waits: for the connection, and then for the answer. By default 30 seconds. */
  readonly patienceMs?: number;
}

export type ControlRequest =
  { readonly control: 'pair'; readonly pairingToken: string } | { readonly control: 'reset' | 'press-button' };

/** What became of it, for the person. */
export interface ControlOutcome {
  /** `waiting`: not yet known, or not yet sent. */
  readonly outcome: 'done' | 'refused' | 'waiting';
  readonly message: string;
}

const usualPatienceMs = 30_000;
const notConnected = 'The camera is not connected to the cloud.';

export function isPairingToken(text: unknown): boolean {
  try {
    validatePairingProof({ pairingToken: text });
    return true;
  } catch {
    return false;
  }
}

export class Controls {
  readonly #options: ControlsOptions;
  readonly #patienceMs: number;
  #resetting: Promise<boolean> | undefined;
  #answerPairing: ((result: MessageToCamera<'pairing-result'>) => void) | undefined;

  constructor(options: ControlsOptions) {
    this.#options = options;
    this.#patienceMs = options.patienceMs ?? usualPatienceMs;
  }

  handle(request: ControlRequest): Promise<ControlOutcome> {
    switch (request.control) {
      case 'pair':
        return this.pair(request.pairingToken);
      case 'reset':
        return this.reset();
      case 'press-button':
        return this.pressButton();
    }
  }

  /**
   * Proves to the cloud that whoever asked for the token holds the camera. The token is a secret: nobody is told it.
   * @param givesUp by default after the patience; a camera that is yet to register takes longer
   */
  async pair(pairingToken: string, givesUp = AbortSignal.timeout(this.#patienceMs)): Promise<ControlOutcome> {
    const { connection, onProgress, signal } = this.#options;
    if (!isPairingToken(pairingToken)) return { outcome: 'refused', message: 'That is no pairing token.' };
    const result = new Promise<MessageToCamera<'pairing-result'>>((resolve) => (this.#answerPairing = resolve));
    if (!(await succeeded(connection.send('pairing', { pairingToken }, givesUp)))) {
      return { outcome: 'waiting', message: `${notConnected} Pair it when it is.` };
    }
    onProgress({ type: 'pairing-sent' });
    const answer = await Promise.race([result, waitFor(this.#patienceMs, signal)]);
    if (!answer) {
      onProgress({ type: 'pairing-unanswered' });
      return { outcome: 'waiting', message: 'The cloud has not answered. The app shows whether the camera is there.' };
    }
    onProgress({ type: answer.accepted ? 'paired' : 'pairing-refused', message: answer.message });
    return { outcome: answer.accepted ? 'done' : 'refused', message: answer.message };
  }

  /** The cloud's answer to a pairing. */
  paired(result: MessageToCamera<'pairing-result'>): void {
    this.#answerPairing?.(result);
  }

  /** Back to factory settings: nobody watches any more, and the cloud is told as soon as there is a connection. */
  async reset(): Promise<ControlOutcome> {
    const { resetPath, endSessions, onProgress, signal } = this.#options;
    const requestId = (await readIfAny(resetPath)) ?? randomUUID();
    await replaceFile(resetPath, requestId);
    onProgress({ type: 'factory-reset', requestId });
    endSessions();
    const told = await Promise.race([this.#sendReset(requestId), waitFor(this.#patienceMs, signal)]);
    if (told) return { outcome: 'done', message: 'Reset. Its viewers are gone, and the cloud has been told.' };
    return { outcome: 'waiting', message: `Reset. ${notConnected} It tells the cloud as soon as it is.` };
  }

  /** Sends the reset of before a power cut, if there is one. */
  async resume(): Promise<void> {
    const requestId = await readIfAny(this.#options.resetPath);
    if (requestId !== undefined) await this.#sendReset(requestId);
  }

  /** Opens the time in which the camera may be set up. */
  async pressButton(): Promise<ControlOutcome> {
    const { connection, onProgress } = this.#options;
    const requestId = randomUUID();
    if (!(await succeeded(connection.send('setup', { requestId }, AbortSignal.timeout(this.#patienceMs))))) {
      return { outcome: 'waiting', message: `${notConnected} Press the button when it is.` };
    }
    onProgress({ type: 'setup-sent', requestId });
    return { outcome: 'done', message: 'The cloud has been told that the button was pressed.' };
  }

  #sendReset(requestId: string): Promise<boolean> {
    const { connection, resetPath, onProgress } = this.#options;
    this.#resetting ??= (async () => {
      if (!(await succeeded(connection.send('factory-reset', { requestId })))) return false;
      await rm(resetPath, { force: true });
      onProgress({ type: 'reset-sent', requestId });
      return true;
    })().finally(() => (this.#resetting = undefined));
    return this.#resetting;
  }
}

/** False when it was given up: the connection doesn't fail, it waits. */
function succeeded(sending: Promise<void>): Promise<boolean> {
  return sending.then(
    () => true,
    () => false,
  );
}
