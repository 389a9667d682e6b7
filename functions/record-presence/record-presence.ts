// A batch of the presence queue: which cameras came and went. One read and at most one write per camera.
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { validatePresenceEvent, type PresenceEvent } from '../../events/index.ts';
import { isCameraName } from '../../records/camera-name.ts';
import { errorFields, type Log } from '../shared/log.ts';
import type { PresenceState } from '../../records/presence.ts';
import { readRuleMessage } from '../../events/messages/rule-message.ts';
import { afterEvent } from './newest-connection.ts';
import type { PresenceItems } from './presence-items.ts';

export interface RecordPresenceDependencies {
  readonly items: PresenceItems;
  readonly log: Log;
}

interface Message {
  readonly messageId: string;
  readonly event: PresenceEvent;
}

/** Needs ReportBatchItemFailures: what failed is delivered again, and ends in the dead-letter queue. */
export async function recordPresence(
  { Records: records }: SQSEvent,
  { items, log }: RecordPresenceDependencies,
): Promise<SQSBatchResponse> {
  const failed: string[] = [];
  const messages = records.flatMap(read);
  const cameras = new Map<string, Message[]>();
  for (const message of messages) {
    const { clientId } = message.event;
    cameras.set(clientId, [...(cameras.get(clientId) ?? []), message]);
  }
  await Promise.all([...cameras].map(([cameraName, of]) => record(cameraName, of)));
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };

  function read({ messageId, body }: SQSRecord): Message[] {
    try {
      const event = validatePresenceEvent(readRuleMessage(body));
      if (isCameraName(event.clientId)) return [{ messageId, event }];
      log.info('presence event of no camera: its client id can be no camera name', { messageId });
      return [];
    } catch (error) {
      fail([messageId], error);
      return [];
    }
  }

  async function record(cameraName: string, of: readonly Message[]): Promise<void> {
    try {
      const certificateIds = [...new Set(of.map(({ event }) => event.principalIdentifier))];
      const isOurs = await Promise.all(certificateIds.map((id) => items.isOfCamera(id, cameraName)));
      const ours = certificateIds.filter((_, index) => isOurs[index]);
      // Who else connects under this name is another product's device. What ends a connection that is known ends it, whatever has
      // become of its certificate since.
      const counts = ({ principalIdentifier: id, sessionIdentifier }: PresenceEvent, state?: PresenceState): boolean =>
        ours.includes(id) || sessionIdentifier === state?.sessionIdentifier;
      const now = await items.change(cameraName, (state) =>
        of.reduce<PresenceState | undefined>(
          (before, { event }) => (counts(event, before) ? afterEvent(before, event) : before),
          state,
        ),
      );
      log.info('presence', { cameraName, events: of.length, online: now !== undefined && !now.disconnectedAt });
    } catch (error) {
      fail(
        of.map(({ messageId }) => messageId),
        error,
      );
    }
  }

  function fail(messageIds: readonly string[], error: unknown): void {
    failed.push(...messageIds);
    log.error('presence event failed', { messageIds, ...errorFields(error) });
  }
}
