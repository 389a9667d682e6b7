// Changes that people make, on the event bus: the history of cameras listens, and so may an app's backend.
import { PutEventsCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { CameraOwnershipChanged, CertificateBanChanged } from './index.ts';

/** EventBridge answered, and didn't take the event. */
export class EventNotTakenError extends Error {
  override readonly name = 'EventNotTakenError';
}

export type AnnounceChange = (change: CameraOwnershipChanged) => Promise<void>;
export type AnnounceBan = (change: CertificateBanChanged) => Promise<void>;

/** Rejects with EventNotTakenError or the SDK's error. */
export const announceOn = (client: Pick<EventBridgeClient, 'send'>, eventBusName: string): AnnounceChange =>
  announcing(client, eventBusName, 'CameraOwnershipChanged');

/** Rejects with EventNotTakenError or the SDK's error. */
export const announceBanOn = (client: Pick<EventBridgeClient, 'send'>, eventBusName: string): AnnounceBan =>
  announcing(client, eventBusName, 'CertificateBanChanged');

const announcing =
  (client: Pick<EventBridgeClient, 'send'>, EventBusName: string, DetailType: string) =>
  async (change: object): Promise<void> => {
    const event = { Source: 'lensgate', DetailType, Detail: JSON.stringify(change) };
    const { FailedEntryCount, Entries } = await client.send(
      new PutEventsCommand({ Entries: [{ ...event, EventBusName }] }),
    );
    if (!FailedEntryCount) return;
    const { ErrorCode, ErrorMessage } = Entries?.[0] ?? {};
    throw new EventNotTakenError(
      `${ErrorCode}: ${ErrorMessage}. See whether the event bus ${EventBusName} still exists.`,
    );
  };
