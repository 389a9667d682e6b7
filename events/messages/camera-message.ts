// A message of the queue of cameras: how the topic rule makes it, and which camera said what by it.
import { messagesToCloud, type MessageToCloud, type ToCloud } from '../camera-topics.ts';
import { validateCameraMessage } from '../index.ts';
import { readRuleMessage } from './rule-message.ts';

const wordOfAwsIot = [
  'topic() AS topic',
  'clientid() AS clientId',
  'principal() AS principal',
  'timestamp() AS receivedAt',
];
const selectOf = (...fields: string[]): string => [...fields, ...wordOfAwsIot].join(', ');

/** What rules select: each field by its name, so that nothing that a camera writes can stand in the place of AWS IoT's own word. */
export const selectOfCameraMessage = selectOf('requestId', 'certificateSigningRequest');

/** The token is hashed on its way, so that no queue ever holds it. */
export const selectOfPairing = selectOf('sha256(pairingToken) AS pairingTokenHash');

/** What a camera said, as we get to hear it. */
export type MessageHeard<Kind extends ToCloud> = Kind extends 'pairing'
  ? { readonly pairingTokenHash: string }
  : MessageToCloud<Kind>;

export interface Said<Kind extends ToCloud> {
  readonly cameraName: string;
  readonly kind: Kind;
  readonly message: MessageHeard<Kind>;
  /** Of the certificate that the connection was made with. */
  readonly certificateId: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
}

export type CameraSaid = { [Kind in ToCloud]: Said<Kind> }[ToCloud];

/** Nothing to do, and nobody who could do better: such a message must not come back. */
export class UnheardError extends Error {
  override readonly name = 'UnheardError';
}

/**
 * What the rule could not deliver, and wrapped, has no certificate any more: nobody can prove who said it.
 * @throws UnreadableMessageError, InvalidEventError, or UnheardError
 */
export function readCameraMessage(body: string): CameraSaid {
  const { topic, clientId, principal, receivedAt, ...fields } = validateCameraMessage(readRuleMessage(body));
  const [, cameraName = '', , kind = ''] = topic.split('/');
  if (cameraName !== clientId) throw new UnheardError(`${clientId} has spoken on the topic of ${cameraName}.`);
  if (!isKind(kind)) throw new UnheardError(`Nobody listens to ${kind}.`);
  const message = kind === 'pairing' ? readPairing(fields) : messagesToCloud[kind](fields);
  return { cameraName, kind, message, certificateId: principal, receivedAt } as CameraSaid;
}

function readPairing({ pairingTokenHash }: { readonly pairingTokenHash?: string }): MessageHeard<'pairing'> {
  if (pairingTokenHash === undefined) throw new UnheardError('A pairing came without a token.');
  return { pairingTokenHash };
}

const isKind = (text: string): text is ToCloud => Object.hasOwn(messagesToCloud, text);
