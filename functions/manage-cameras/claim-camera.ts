// POST /cameras/claim: whoever has the code on the label becomes the owner of a camera that is nobody's.
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { authorizedCamera } from '../shared/camera-access/authorized-camera.ts';
import { readCameraItems } from '../shared/camera-access/read-camera-items.ts';
import { manifestKey, number, optionalNumber, optionalText, text, type Item } from '../../records/camera-table.ts';
import { matchesClaimCode, type HashedClaimCode } from '../../records/claim-code.ts';
import type { OperationHandler } from '../shared/http/operation-handler.ts';
import { Problem, tooManyRequests } from '../shared/http/problem.ts';
import { lookForToken, takeToken, type Limit } from '../shared/token-bucket.ts';
import { auditChange } from './audit.ts';
import { cameraDetailsView } from './camera-views.ts';
import { changeOwner } from './change-owner.ts';
import { ClaimTries } from './claim-tries.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';

/** Wrong codes of one user, for whichever cameras. */
const wrongCodes: Limit = { kind: 'wrong-claim', capacity: 10, refillSeconds: 60 };

/**
 * A wrong code, an unknown serial number, and a camera without a code are one answer, which takes the same requests and the same hash.
 * Only who has the right code learns more.
 */
export const claimCamera =
  (dependencies: ManageCamerasDependencies): OperationHandler<'claimCamera'> =>
  async ({ userId, body, requestId }) => {
    const { serialNumber, claimCode } = body;
    const tries = new ClaimTries(dependencies, serialNumber);
    const refused = (reason: string, camera: { cameraName?: string } = {}): void =>
      dependencies.log.info('claim refused', { decision: 'deny', reason, userId, ...camera, requestId });

    const [locked, slowed] = await Promise.all([
      tries.lockedForSeconds(),
      lookForToken(dependencies, wrongCodes, userId),
    ]);
    if (locked !== undefined || !slowed.taken) {
      refused('too-many-wrong-codes');
      const seconds = Math.max(locked ?? 1, slowed.taken ? 1 : slowed.retryAfterSeconds);
      throw tooManyRequests(seconds, 'Too many wrong claim codes. Wait, then read the code on the label once more.');
    }

    const entry = await readManifestEntry(dependencies, serialNumber);
    const items =
      (await matchesClaimCode(claimCode, hashedCode(entry))) && entry
        ? (await readCameraItems(dependencies, [text(entry, 'cameraName')], userId))[0]!
        : undefined;
    const camera = items?.camera;
    const claimEpoch = (entry && optionalNumber(entry, 'claimEpoch')) ?? 1;

    if (items && (!camera || text(camera, 'serialNumber') !== serialNumber)) throw notRegistered();
    if (camera && optionalText(camera, 'userId') !== undefined) throw claimedAlready();
    // A code is good for one epoch of its camera.
    if (!camera || number(camera, 'epoch') !== claimEpoch) {
      refused('wrong-code', entry && { cameraName: text(entry, 'cameraName') });
      await Promise.all([tries.countWrongTry(), takeToken(dependencies, wrongCodes, userId)]);
      throw new Problem(403, 'claim-refused', {
        detail: "Serial number and claim code don't belong together. Both are on the label of the camera.",
      });
    }

    const cameraName = text(camera, 'cameraName');
    const change = { cameraName, serialNumber, epoch: claimEpoch, from: undefined, to: userId, requestId };
    if (!(await changeOwner(dependencies, change))) throw claimedAlready();
    await auditChange(dependencies, { change: 'claimed', userId, cameraName, epoch: claimEpoch + 1, requestId });
    const claimed = { ...items, camera: { ...camera, userId: { S: userId }, role: { S: 'OWNER' } } };
    return { status: 200, body: cameraDetailsView(authorizedCamera(claimed, 'OWNER')) };
  };

async function readManifestEntry(
  { client, tableName }: ManageCamerasDependencies,
  serialNumber: string,
): Promise<Item | undefined> {
  const Key = manifestKey(serialNumber);
  return (await client.send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }))).Item;
}

function hashedCode(entry: Item | undefined): HashedClaimCode | undefined {
  const claimCodeHash = entry && optionalText(entry, 'claimCodeHash');
  const claimCodeSalt = entry && optionalText(entry, 'claimCodeSalt');
  return claimCodeHash && claimCodeSalt ? { claimCodeHash, claimCodeSalt } : undefined;
}

const notRegistered = (): Problem =>
  new Problem(409, 'camera-not-registered', {
    detail: 'The camera has not registered yet. Switch it on, connect it to the internet, and claim it in a minute.',
  });

const claimedAlready = (): Problem =>
  new Problem(409, 'camera-claimed-already', {
    detail: 'The camera has an owner already. They can share it, hand it over, or release it.',
  });
