// What the dead-letter queues of the stack are about, in words. A queue that this doesn't know is shown all the same.
import { validatePresenceEvent } from '../../../events/index.ts';
import { historyItem } from '../../../records/history-item.ts';
import { readCameraMessage } from '../../../events/messages/camera-message.ts';
import { readRuleMessage } from '../../../events/messages/rule-message.ts';
import { readRegistrationMessage } from '../../../events/messages/registration-message.ts';

export interface QueueWords {
  readonly title: string;
  readonly means: string;
  /** The function that reads the queue behind which this one is. */
  readonly consumer: string;
  /** Throws what the consumer would throw at a message that it can't read. */
  readonly read?: (body: string) => unknown;
}

const known: Readonly<Record<string, QueueWords>> = {
  Registration: {
    title: 'Registrations',
    means:
      'Cameras that wanted to register, and for which nothing happens until their message goes back. A camera that keeps connecting asks again by itself.',
    consumer: 'StartProvisioning',
    read: readRegistrationMessage,
  },
  Presence: {
    title: 'Presence',
    means:
      'Cameras came or went, and it was not written down: they may be shown as online and are not, or the reverse, until they come or go again.',
    consumer: 'RecordPresence',
    read: (body) => validatePresenceEvent(readRuleMessage(body)),
  },
  CameraMessages: {
    title: 'What cameras said',
    means:
      'A pairing, a factory reset, the button, or a request for a certificate that nobody could hear. Most are old by now: people pair and reset again, cameras ask again.',
    consumer: 'HearCamera',
    read: readCameraMessage,
  },
  History: {
    title: 'History',
    means: 'Things that happened to cameras and are missing in their story. The cameras work all the same.',
    consumer: 'RecordHistory',
    read: (body) => historyItem(readRuleMessage(body), { writtenAt: 0, expiresAt: 0 }),
  },
};

/** `logicalId` as the template has it: the ids of the constructs on the way to the queue, and a hash. */
export function wordsOf(logicalId: string): QueueWords {
  const kind = Object.keys(known).find((name) => logicalId.includes(`${name}DeadLetterQueue`));
  if (kind !== undefined) return known[kind]!;
  return {
    title: logicalId.replace(/[0-9A-F]{8}$/, ''),
    means: 'Messages that could not be delivered, or that their reader failed on.',
    consumer: 'Its reader',
  };
}
