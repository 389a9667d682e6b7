// The manifest in the camera table: one item per serial number.
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { cameraKey, manifestKey, optionalText, type Item } from '../../records/camera-table.ts';
import { hashClaimCode, matchesClaimCode } from '../../records/claim-code.ts';
import type { ManifestEntry } from './entry.ts';
import { changesOf, claimStanding, refuseTakenName } from './plan.ts';
import type { ClientConfig } from '../target.ts';

export type Added = 'added' | 'unchanged' | 'changed';

export interface ClaimCodeOptions {
  readonly claimCode: string;
  readonly replace: boolean;
  /** Runs when the code is about to be written, so that it can't be lost: only its hash is kept. */
  readonly keep?: () => Promise<void>;
}

export interface ManifestTable {
  /**
   * Adds the entry; the same entry again changes nothing. An entry whose camera has registered can't be given to
   * another camera name, and a camera name that another serial number has registered can't be taken: RefusedError.
   */
  add(entry: ManifestEntry): Promise<Added>;
  /**
   * Gives the entry a claim code, good for the camera's present epoch. True when it is written: not for a camera that has an owner,
   * not when this code is there already, and without `replace` not when any is.
   */
  setClaimCode(entry: ManifestEntry, options: ClaimCodeOptions): Promise<boolean>;
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
      refuseTakenName(entry, registered.Item);
      try {
        await dynamoDb.send(new PutItemCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' }));
        return 'added';
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
      if (changesOf(entry, await read(entry.serialNumber)).length === 0) return 'unchanged';
      // A claim code stays.
      const values = { ':ownerId': entry.ownerId, ':displayName': entry.displayName, ':cameraName': entry.cameraName };
      const change = (set: boolean) =>
        ['ownerId', 'displayName'].filter((name) => (values[`:${name}` as keyof typeof values] !== undefined) === set);
      const [given, gone] = [change(true), change(false)];
      await dynamoDb.send(
        new UpdateItemCommand({
          TableName,
          Key: manifestKey(entry.serialNumber),
          ConditionExpression: 'cameraName = :cameraName',
          UpdateExpression: [
            given.length > 0 ? `SET ${given.map((name) => `${name} = :${name}`).join(', ')}` : '',
            gone.length > 0 ? `REMOVE ${gone.join(', ')}` : '',
          ].join(' '),
          ExpressionAttributeValues: Object.fromEntries(
            Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, { S: value }]])),
          ),
        }),
      );
      return 'changed';
    },
    async setClaimCode({ serialNumber, cameraName }, { claimCode, replace, keep }) {
      const Key = cameraKey(cameraName);
      const { Item: record } = await dynamoDb.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
      const { owned, epoch, hashed: kept } = claimStanding(await read(serialNumber), record);
      if (owned) return false;
      if (kept && (!replace || (await matchesClaimCode(claimCode, kept)))) return false;
      const hashed = await hashClaimCode(claimCode);
      await keep?.();
      await dynamoDb.send(
        new UpdateItemCommand({
          TableName,
          Key: manifestKey(serialNumber),
          ConditionExpression: 'cameraName = :cameraName',
          UpdateExpression: 'SET claimCodeHash = :hash, claimCodeSalt = :salt, claimEpoch = :epoch',
          ExpressionAttributeValues: {
            ':cameraName': { S: cameraName },
            ':hash': { S: hashed.claimCodeHash },
            ':salt': { S: hashed.claimCodeSalt },
            ':epoch': { N: String(epoch) },
          },
        }),
      );
      return true;
    },
  };
}
