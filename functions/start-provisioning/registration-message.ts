// A message of the registration queue: the event as IoT published it, parked by us, or wrapped by a topic rule that could not deliver it.
import { validateRegistrationEvent, type RegistrationEvent } from '../../events/index.ts';

/** The body isn't JSON at all; a body that breaks the contract is the contract's own InvalidEventError. */
export class UnreadableMessageError extends Error {
  override readonly name = 'UnreadableMessageError';

  constructor() {
    super('The message body is not JSON. Look at what writes to the registration queue: only the topic rule should.');
  }
}

export type RegistrationMessage = RegistrationEvent | { readonly ignoredStatus: string };

/**
 * The registration event in a message body. A certificate that isn't pending registers nothing and is told apart here.
 * @throws UnreadableMessageError, or InvalidEventError naming the field
 */
export function readRegistrationMessage(body: string): RegistrationMessage {
  const payload = unwrap(parse(body));
  const { certificateStatus } = fields(payload);
  if (typeof certificateStatus === 'string' && certificateStatus !== 'PENDING_ACTIVATION') {
    return { ignoredStatus: certificateStatus };
  }
  return validateRegistrationEvent(payload);
}

// [topic rule error action: the event lies in base64OriginalPayload] Such a message comes here when the dead-letter queue is redriven.
function unwrap(payload: unknown): unknown {
  const { base64OriginalPayload: original } = fields(payload);
  return typeof original === 'string' ? parse(Buffer.from(original, 'base64').toString('utf8')) : payload;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableMessageError();
  }
}

function fields(payload: unknown): Readonly<Record<string, unknown>> {
  return typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : {};
}
