// A message of the registration queue: the event as IoT published it, parked by us, or wrapped by a topic rule that could not deliver it.
import { validateRegistrationEvent, type RegistrationEvent } from '../index.ts';
import { readRuleMessage } from './rule-message.ts';

export type RegistrationMessage = RegistrationEvent | { readonly ignoredStatus: string };

/**
 * The registration event in a message body. A certificate that isn't pending registers nothing and is told apart here.
 * @throws UnreadableMessageError, or InvalidEventError naming the field
 */
export function readRegistrationMessage(body: string): RegistrationMessage {
  const payload = readRuleMessage(body);
  const { certificateStatus } = (payload ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof certificateStatus === 'string' && certificateStatus !== 'PENDING_ACTIVATION') {
    return { ignoredStatus: certificateStatus };
  }
  return validateRegistrationEvent(payload);
}
