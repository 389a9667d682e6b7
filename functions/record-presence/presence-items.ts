// The presence items of the table: what several copies of the function write at once, and none overwrites with less.
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { presenceKey, type Table } from '../../records/camera-table.ts';
import { tookPlace } from '../../records/conditional-write.ts';
import { getItem } from '../../records/get-item.ts';
import { isOfCamera } from '../../records/named-certificates.ts';
import { readPresenceState, writePresenceState, type PresenceState } from '../../records/presence.ts';

const longestRace = 5;

/** Others kept writing the same item in between. Rare enough that the queue's next delivery is the retry. */
export class PresenceContentionError extends Error {
  override readonly name = 'PresenceContentionError';

  constructor(cameraName: string) {
    super(`The presence of ${cameraName} changed ${longestRace} times while it was being written. It is tried again.`);
  }
}

export interface PresenceItems {
  /**
   * Replaces the state of a camera by what `change` makes of it, or leaves it alone where that is the same object.
   * @throws PresenceContentionError, or the SDK's error
   */
  change(
    cameraName: string,
    change: (state: PresenceState | undefined) => PresenceState | undefined,
  ): Promise<PresenceState | undefined>;
  /** Whether the certificate is one of the camera's, as its record has it now. Rejects with the SDK's error. */
  isOfCamera(certificateId: string, cameraName: string): Promise<boolean>;
}

export function presenceItems(table: Table): PresenceItems {
  return {
    isOfCamera: (certificateId, cameraName) => isOfCamera(table, certificateId, cameraName),
    async change(cameraName, change) {
      for (let race = 0; race < longestRace; race++) {
        const seen = await read(cameraName);
        const next = change(seen);
        if (!next || next === seen || (await replace(cameraName, seen, next))) return next;
      }
      throw new PresenceContentionError(cameraName);
    },
  };

  async function read(cameraName: string): Promise<PresenceState | undefined> {
    const item = await getItem(table, presenceKey(cameraName));
    return item && readPresenceState(item);
  }

  /** False when the item isn't any more what was seen. */
  async function replace(cameraName: string, seen: PresenceState | undefined, next: PresenceState): Promise<boolean> {
    const attributes = Object.entries(writePresenceState(next));
    const gone = (['connectedAt', 'disconnectedAt'] as const).filter((name) => next[name] === undefined);
    return tookPlace(
      table.client.send(
        new UpdateCommand({
          TableName: table.tableName,
          Key: presenceKey(cameraName),
          UpdateExpression: [
            `SET ${attributes.map(([name]) => `#${name} = :${name}`).join(', ')}`,
            ...(gone.length > 0 ? [`REMOVE ${gone.join(', ')}`] : []),
          ].join(' '),
          ExpressionAttributeNames: Object.fromEntries(attributes.map(([name]) => [`#${name}`, name])),
          ConditionExpression: seen
            ? 'sessionIdentifier = :session AND lastSeenAt = :seen'
            : 'attribute_not_exists(pk)',
          ExpressionAttributeValues: {
            ...Object.fromEntries(attributes.map(([name, value]) => [`:${name}`, value])),
            ...(seen && { ':session': seen.sessionIdentifier, ':seen': writePresenceState(seen).lastSeenAt }),
          },
        }),
      ),
    );
  }
}
