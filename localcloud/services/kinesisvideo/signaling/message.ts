// One message of the signaling protocol, as clients write it in their different casings, and as the service passes it on.
import { AwsError } from '../../../core/aws-error.ts';
import { requireClientId } from '../client-id.ts';

export type SignalingAction = 'SDP_OFFER' | 'SDP_ANSWER' | 'ICE_CANDIDATE';

export interface SignalingMessage {
  readonly action: SignalingAction;
  /** Base64 (or base64url) of something between the two peers; never looked into. */
  readonly payload: string;
  readonly recipientClientId: string | undefined;
}

/** A message whose content was refused; `correlationId` says whether its sender wants to know. */
export class RefusedMessage extends Error {
  override readonly name = 'RefusedMessage';
  readonly correlationId: string | undefined;
  readonly error: AwsError;

  constructor(error: AwsError, correlationId: string | undefined) {
    super(error.message);
    this.error = error;
    this.correlationId = correlationId;
  }
}

/**
 * Reads a text frame. Members' names and the action count in any case, unknown members and empty strings not at all.
 * Undefined for an empty frame. Throws RefusedMessage.
 */
export function parseMessage(
  text: string,
  payloadCharacters: number,
): (SignalingMessage & { correlationId: string | undefined }) | undefined {
  if (text.trim() === '') return undefined;
  const members = readMembers(text);
  const given = members.get('correlationid');
  const correlationId = given !== undefined && /^[a-zA-Z0-9_.-]{1,256}$/.test(given) ? given : undefined;
  const refuse = (message: string): RefusedMessage =>
    new RefusedMessage(new AwsError('InvalidArgumentException', message), correlationId);

  const action = members.get('action')?.toUpperCase();
  if (action !== 'SDP_OFFER' && action !== 'SDP_ANSWER' && action !== 'ICE_CANDIDATE') {
    throw refuse(`action must be SDP_OFFER, SDP_ANSWER or ICE_CANDIDATE, but is ${JSON.stringify(action)}.`);
  }
  const payload = members.get('messagepayload');
  if (payload === undefined) throw refuse('messagePayload is missing.');
  if (payload.length > payloadCharacters) {
    throw refuse(`messagePayload may have ${payloadCharacters} characters, but has ${payload.length}.`);
  }
  const recipientClientId = members.get('recipientclientid');
  return { action, payload, recipientClientId, correlationId };
}

/** The recipient that a master must name. Throws InvalidArgumentException. */
export function requireRecipient({ recipientClientId }: SignalingMessage): string {
  if (recipientClientId === undefined) {
    throw new AwsError('InvalidArgumentException', 'recipientClientId is missing: a master must name the viewer.');
  }
  return requireClientId(recipientClientId);
}

/** What the recipient gets. A message of the master has no sender. */
export function deliveryText({ action, payload }: SignalingMessage, senderClientId?: string): string {
  return JSON.stringify({ messagePayload: payload, messageType: action, senderClientId });
}

export function statusResponseText(error: AwsError, correlationId: string, statusCode: number): string {
  return JSON.stringify({
    messageType: 'STATUS_RESPONSE',
    // The status is a string on the wire. [KVS: asynchronous message reception]
    statusResponse: {
      correlationId,
      errorType: error.name,
      statusCode: String(statusCode),
      description: error.message,
    },
  });
}

/** AWS's exact bytes are unconfirmed; clients look at the type only. */
export const goAwayText = JSON.stringify({ messagePayload: '', messageType: 'GO_AWAY' });

function readMembers(text: string): Map<string, string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new RefusedMessage(new AwsError('InvalidArgumentException', 'The message is not JSON.'), undefined);
  }
  const members = new Map<string, string>();
  if (typeof parsed !== 'object' || parsed === null) return members;
  for (const [name, value] of Object.entries(parsed)) {
    if (typeof value === 'string' && value !== '') members.set(name.toLowerCase(), value);
  }
  return members;
}
