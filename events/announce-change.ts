// CameraOwnershipChanged on the event bus: the history of cameras listens, and so may an app's backend.
import { PutEventsCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { CameraOwnershipChanged } from './index.ts';

/** EventBridge answered, and didn't take the event. */
export class EventNotTakenError extends Error {
  override readonly name = 'EventNotTakenError';
}

export type AnnounceChange = (change: CameraOwnershipChanged) => Promise<void>;

/** Rejects with EventNotTakenError or the SDK's error. */
export const announceOn =
  (client: Pick<EventBridgeClient, 'send'>, EventBusName: string): AnnounceChange =>
  async (change) => {
    const event = { Source: 'lensgate', DetailType: 'CameraOwnershipChanged', Detail: JSON.stringify(change) };
    const { FailedEntryCount, Entries } = await client.send(
      new PutEventsCommand({ Entries: [{ ...event, EventBusName }] }),
    );
    if (!FailedEntryCount) return;
    const { ErrorCode, ErrorMessage } = Entries?.[0] ?? {};
    throw new EventNotTakenError(
      `${ErrorCode}: ${ErrorMessage}. See whether the event bus ${EventBusName} still exists.`,
    );
  };
