// What is written into the manifest: entries by the maker, claim codes, and that a first owner isn't one any more.
import { DeleteCommand, PutCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { manifestKey, type Table } from './camera-table.ts';
import type { HashedClaimCode } from './claim-code.ts';
import { tookPlace } from './conditional-write.ts';
import { manifestItem, ownerAttribute, type ManifestEntry } from './manifest-entry.ts';

/** Which entry is meant, on the condition that it still names this camera. */
export type EntryOfCamera = Pick<ManifestEntry, 'serialNumber' | 'cameraName'>;

/** False, and nothing is changed, when the serial number has an entry. */
export function addManifestEntry({ client, tableName }: Table, entry: ManifestEntry): Promise<boolean> {
  const Item = manifestItem(entry);
  const ConditionExpression = 'attribute_not_exists(pk)';
  return tookPlace(client.send(new PutCommand({ TableName: tableName, Item, ConditionExpression })));
}

/** What else than its camera name an entry may get. */
export const changeable = ['owner', 'displayName', 'reprovision', 'replaces'] as const;

/**
 * Gives the entry what is changeable as this one has it, or has it not; a claim code stays.
 * Rejects with ConditionalCheckFailedException when the entry names another camera by now.
 */
export async function changeManifestEntry(table: Table, entry: ManifestEntry): Promise<void> {
  const fields = (given: boolean) => changeable.filter((field) => (entry[field] !== undefined) === given);
  const [given, gone] = [fields(true), fields(false)];
  await update(table, entry, {
    UpdateExpression: [
      given.length > 0 ? `SET ${given.map((field) => `#${field} = :${field}`).join(', ')}` : '',
      gone.length > 0 ? `REMOVE ${gone.map((field) => `#${field}`).join(', ')}` : '',
    ].join(' '),
    ExpressionAttributeNames: Object.fromEntries(
      changeable.map((field) => [`#${field}`, field === 'owner' ? ownerAttribute : field]),
    ),
    ExpressionAttributeValues: Object.fromEntries(given.map((field) => [`:${field}`, entry[field]])),
  });
}

const setClaimCode = 'SET claimCodeHash = :hash, claimCodeSalt = :salt, claimEpoch = :epoch';
const setFirstClaimCode = 'SET claimCodeHash = :hash, claimCodeSalt = :salt REMOVE claimEpoch';
const claimCodeValues = ({ claimCodeHash, claimCodeSalt }: HashedClaimCode, epoch: number | undefined) => ({
  ':hash': claimCodeHash,
  ':salt': claimCodeSalt,
  ':epoch': epoch,
});

/**
 * Gives the entry a code in place of the one before: good for one epoch of its camera, or for that in which it registers (undefined).
 * Rejects with ConditionalCheckFailedException when the entry names another camera by now.
 */
export async function writeClaimCode(
  table: Table,
  entry: EntryOfCamera,
  code: HashedClaimCode,
  epoch: number | undefined,
): Promise<void> {
  await update(table, entry, {
    UpdateExpression: epoch === undefined ? setFirstClaimCode : setClaimCode,
    ExpressionAttributeValues: claimCodeValues(code, epoch),
  });
}

/**
 * For a camera whose owner gives it up: the code that it is claimed with next. The maker's word on the first owner goes with it:
 * it must not bring them back when the camera registers anew.
 * False, and nothing is changed, when there is no such entry, or one with the code of a later epoch: that is the next owner's.
 */
export function writeClaimCodeOfReleased(
  table: Table,
  entry: EntryOfCamera,
  code: HashedClaimCode,
  epoch: number,
): Promise<boolean> {
  return tookPlace(
    update(table, entry, {
      ConditionExpression: 'attribute_not_exists(claimEpoch) OR claimEpoch <= :epoch',
      UpdateExpression: `${setClaimCode} REMOVE #owner`,
      ExpressionAttributeNames: { '#owner': ownerAttribute },
      ExpressionAttributeValues: claimCodeValues(code, epoch),
    }),
  );
}

/**
 * Ties the code to the epoch that it is about to be used in, so that it opens no later life of the camera.
 * False when it is another code by now, or one of another epoch.
 */
export function bindClaimCode(
  table: Table,
  entry: EntryOfCamera,
  { claimCodeHash }: HashedClaimCode,
  epoch: number,
): Promise<boolean> {
  return tookPlace(
    update(table, entry, {
      ConditionExpression: 'claimCodeHash = :hash AND (attribute_not_exists(claimEpoch) OR claimEpoch = :epoch)',
      UpdateExpression: 'SET claimEpoch = :epoch',
      ExpressionAttributeValues: { ':hash': claimCodeHash, ':epoch': epoch },
    }),
  );
}

/** The maker's word on the first owner must not bring them back when the camera registers anew. */
export async function forgetFirstOwner(table: Table, entry: EntryOfCamera): Promise<void> {
  await tookPlace(
    update(table, entry, {
      UpdateExpression: 'REMOVE #owner',
      ExpressionAttributeNames: { '#owner': ownerAttribute },
    }),
  );
}

/** The code on the label is good in this epoch again. False when there is no code, or no such entry. */
export function renewClaimCode(table: Table, entry: EntryOfCamera, epoch: number): Promise<boolean> {
  return tookPlace(
    update(table, entry, {
      ConditionExpression: 'attribute_exists(claimCodeHash)',
      UpdateExpression: 'SET claimEpoch = :epoch',
      ExpressionAttributeValues: { ':epoch': epoch },
    }),
  );
}

/** An entry that isn't there is as good as one that was removed. */
export async function removeManifestEntry({ client, tableName }: Table, serialNumber: string): Promise<void> {
  await client.send(new DeleteCommand({ TableName: tableName, Key: manifestKey(serialNumber) }));
}

function update(
  { client, tableName }: Table,
  { serialNumber, cameraName }: EntryOfCamera,
  {
    ConditionExpression: condition,
    ExpressionAttributeValues,
    ...input
  }: Omit<UpdateCommandInput, 'TableName' | 'Key'>,
): Promise<unknown> {
  return client.send(
    new UpdateCommand({
      TableName: tableName,
      Key: manifestKey(serialNumber),
      ...input,
      ConditionExpression: `cameraName = :cameraName${condition === undefined ? '' : ` AND (${condition})`}`,
      ExpressionAttributeValues: { ...ExpressionAttributeValues, ':cameraName': cameraName },
    }),
  );
}
