// The manifest in the camera table: one item per serial number.
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { cameraKey, manifestKey, optionalText, type Item } from '../functions/camera-table.ts';
import { RefusedError } from './failures.ts';
import type { ManifestEntry } from './manifest-entry.ts';
import type { ClientConfig } from './target.ts';

export type Added = 'added' | 'unchanged' | 'changed';

export interface ManifestTable {
  /**
   * Adds the entry; the same entry again changes nothing. An entry whose camera has registered can't be given to
   * another camera name, and a camera name that another serial number has registered can't be taken: RefusedError.
   */
  add(entry: ManifestEntry): Promise<Added>;
  /** The camera name of a serial number, if the manifest has it. */
  cameraNameOf(serialNumber: string): Promise<string | undefined>;
}

export function openManifestTable(client: ClientConfig, TableName: string): ManifestTable {
  const dynamoDb = new DynamoDBClient(client);
  const read = async (serialNumber: string): Promise<Item> => {
    const Key = manifestKey(serialNumber);
    const { Item = {} } = await dynamoDb.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
    return Item;
  };
  return {
    cameraNameOf: async (serialNumber) => optionalText(await read(serialNumber), 'cameraName'),
    async add(entry) {
      const Item = {
        ...manifestKey(entry.serialNumber),
        ...Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, { S: value as string }])),
      };
      const registered = await dynamoDb.send(
        new GetItemCommand({ TableName, Key: cameraKey(entry.cameraName), ConsistentRead: true }),
      );
      const holder = registered.Item && optionalText(registered.Item, 'serialNumber');
      if (holder !== undefined && holder !== entry.serialNumber) {
        throw new RefusedError(
          `The camera name ${entry.cameraName} belongs to the registered camera with serial number ${holder}. Choose another name.`,
        );
      }
      try {
        await dynamoDb.send(new PutItemCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' }));
        return 'added';
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
      const existing = await read(entry.serialNumber);
      const cameraName = optionalText(existing, 'cameraName');
      if (cameraName !== entry.cameraName) {
        throw new RefusedError(
          `Serial number ${entry.serialNumber} is in the manifest as camera ${cameraName ?? '?'}, so it can't become ${entry.cameraName}. ` +
            'Use that name, or delete the entry first.',
        );
      }
      const same = ['ownerId', 'displayName'].every(
        (name) => optionalText(existing, name) === entry[name as 'ownerId' | 'displayName'],
      );
      if (same) return 'unchanged';
      await dynamoDb.send(
        new PutItemCommand({
          TableName,
          Item,
          ConditionExpression: 'cameraName = :cameraName',
          ExpressionAttributeValues: { ':cameraName': { S: entry.cameraName } },
        }),
      );
      return 'changed';
    },
  };
}
