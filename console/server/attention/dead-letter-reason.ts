// Why a message lies among the dead letters, in words, and what to do before it goes back. Pure.
import { isCameraName } from '../../../records/camera-name.ts';
import { executionName } from '../../../executions/attempt.ts';
import type { DeadLetter } from '../../api/attention.ts';
import { maskSecrets } from '../../../executions/mask-secrets.ts';
import type { QueueWords } from './queue-words.ts';

export interface DeadLetterText {
  readonly body: string;
  /** Undefined when it was put among the dead letters directly. */
  readonly tries: number | undefined;
  /** What EventBridge says of an event that it could not deliver. */
  readonly undelivered?: { readonly rule: string; readonly error: string };
  readonly words: QueueWords;
}

export type Reason = Omit<DeadLetter, 'id' | 'sentAt' | 'received'>;

// A message may have a megabyte; nobody reads that much.
const shownCharacters = 20_000;
const comesBack = 'While the cause persists, it comes back.';

export function reasonOf(letter: DeadLetterText): Reason {
  const message = parse(letter.body);
  if (message === undefined) return unreadable(letter);
  const { base64OriginalPayload, ...wrapping } = message;
  if (typeof base64OriginalPayload !== 'string') {
    return { ...aboutEvent(message), ...whyNotConsumed(message, letter), payload: shown(letter.body) };
  }
  const original = Buffer.from(base64OriginalPayload, 'base64').toString('utf8');
  const event = parse(original);
  return {
    ...(event && aboutEvent(event)),
    ...whyNotDelivered(wrapping, letter),
    payload: shown(JSON.stringify({ ...wrapping, originalPayload: event ?? original })),
  };
}

function unreadable({ body, words }: DeadLetterText): Reason {
  return {
    kind: 'unreadable',
    says: `It is no JSON object, so ${words.consumer} can't read it.`,
    next: 'Find out what writes to the queue: only the topic rule should. Redriven, it comes back. Delete it.',
    payload: shown(body),
  };
}

function whyNotConsumed(
  message: Fields,
  { body, tries, undelivered, words }: DeadLetterText,
): Pick<Reason, 'kind' | 'says' | 'next'> {
  const { attempt } = message;
  if (undelivered) {
    const { rule, error } = undelivered;
    return {
      kind: 'undelivered',
      says: maskSecrets(`EventBridge could not deliver it for the rule ${isolated(rule)}: ${isolated(error)}`)!,
      next: `Repair the queue, or its policy. Redriven, it goes to ${words.consumer}. ${comesBack}`,
    };
  }
  if (tries === undefined && typeof attempt === 'number') {
    return {
      kind: 'parked',
      says: `Parked for a quota: attempt ${attempt - 1} found no signaling channel, or no stream, left in the account.`,
      next: `Raise the quota first. Redriving starts attempt ${attempt}; while the quota is used up, it is parked here again.`,
    };
  }
  const wrong = refusalOf(body, words);
  if (wrong !== undefined) {
    return {
      kind: 'failed',
      says: `${words.consumer} can't take it: ${wrong}`,
      next: 'It would fail again. Find out what wrote it, and delete it.',
    };
  }
  if (tries === undefined) {
    return { kind: 'by-hand', says: 'It was put here directly, not by the queue.', next: comesBack };
  }
  return {
    kind: 'failed',
    says: `${words.consumer} failed on it ${tries} times.`,
    next: `The log of ${words.consumer} says why. Redriving gives it ${tries} more tries. ${comesBack}`,
  };
}

function whyNotDelivered(wrapping: Fields, { words }: DeadLetterText): Pick<Reason, 'kind' | 'says' | 'next'> {
  const failures = (Array.isArray(wrapping['failures']) ? (wrapping['failures'] as unknown[]) : []).map((failure) => {
    const { failedAction, failedResource, errorMessage } = (failure ?? {}) as Fields;
    return `${isolated(failedAction)} on ${isolated(failedResource)}: ${isolated(errorMessage)}`;
  });
  const reasons = failures.length === 0 ? 'it gives no reason.' : failures.join('; ');
  const rule = `The topic rule ${isolated(wrapping['ruleName'])} could not deliver what was published to ${isolated(wrapping['topic'])}:`;
  return {
    kind: 'undelivered',
    says: maskSecrets(`${rule} ${reasons}`)!,
    next: `Repair the rule's role, or the queue. Redriven, it goes to ${words.consumer} as it was published. ${comesBack}`,
  };
}

/** What the consumer itself says of the message; undefined when it can read it. */
function refusalOf(body: string, { read }: QueueWords): string | undefined {
  try {
    read?.(body);
    return undefined;
  } catch (error) {
    return maskSecrets((error as Error).message);
  }
}

function aboutEvent(event: Fields): Pick<Reason, 'certificateId' | 'executionName' | 'cameraName'> {
  const { certificateId, attempt, clientId, detail } = event;
  // An event of EventBridge has the camera or the execution in its detail.
  if (typeof detail === 'object' && detail !== null) return aboutDetail(detail as Fields);
  const isCertificate = typeof certificateId === 'string' && /^[0-9a-f]{64}$/.test(certificateId);
  return {
    ...(isCertificate && {
      certificateId,
      // The attempt that a message names has not been made yet.
      executionName: executionName(certificateId, typeof attempt === 'number' ? attempt - 1 : 1),
    }),
    ...(typeof clientId === 'string' && isCameraName(clientId) && { cameraName: clientId }),
  };
}

function aboutDetail({ cameraName, name, executionName }: Fields): Pick<Reason, 'executionName' | 'cameraName'> {
  const execution = executionName ?? name;
  return {
    ...(typeof execution === 'string' && /^[\w-]+$/.test(execution) && { executionName: execution }),
    ...(typeof cameraName === 'string' && isCameraName(cameraName) && { cameraName }),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function parse(text: string): Fields | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

/** Somebody else's text within a sentence of ours: what turns the direction of writing ends with it. [Unicode Bidi: isolates] */
function isolated(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? '?');
  return /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(text) ? `\u2068${text}\u2069` : text;
}

function shown(text: string): string {
  const masked = maskSecrets(text)!;
  if (masked.length <= shownCharacters) return masked;
  return `${masked.slice(0, shownCharacters)} … (${masked.length.toLocaleString('en')} characters in all)`;
}
