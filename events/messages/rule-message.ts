// A message that a topic rule put into a queue: the event as IoT published it, or wrapped by the rule's error action.

/** The body isn't JSON at all. */
export class UnreadableMessageError extends Error {
  override readonly name = 'UnreadableMessageError';

  constructor() {
    super('The message body is not JSON. Look at what writes to the queue: only the topic rule should.');
  }
}

/**
 * What was published, whatever it is. A wrapped event comes here when the dead-letter queue is redriven.
 * @throws UnreadableMessageError
 */
export function readRuleMessage(body: string): unknown {
  const payload = parse(body);
  // [topic rule error action: the event lies in base64OriginalPayload]
  const { base64OriginalPayload: original } = (payload ?? {}) as Readonly<Record<string, unknown>>;
  return typeof original === 'string' ? parse(Buffer.from(original, 'base64').toString('utf8')) : payload;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableMessageError();
  }
}
