// GET /cameras: the index says which cameras might be meant, and the table itself says which of them are.
import { type AttributeValue, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { CameraList } from '../../api/payloads/index.ts';
import { authorizedCamera } from '../shared/camera-access/authorized-camera.ts';
import { readCameraItems } from '../shared/camera-access/read-camera-items.ts';
import { standingOf } from '../shared/camera-access/standing.ts';
import { text } from '../../records/camera-table.ts';
import type { OperationHandler } from '../shared/http/operation-handler.ts';
import { invalidRequest } from '../shared/http/problem.ts';
import { cameraView } from './camera-views.ts';
import type { ManageCamerasDependencies } from './dependencies.ts';

const usualLimit = 50;

/**
 * In the order of the cameras' names. The index is behind the table by moments and holds shares that are dead, so every camera on the
 * page is read again, strongly consistent; a page may therefore be shorter than asked for, or empty, and have a next one.
 */
export const listCameras =
  ({ client, tableName, now }: ManageCamerasDependencies): OperationHandler<'listCameras'> =>
  async ({ userId, query }) => {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: tableName,
        IndexName: 'CamerasByUser',
        KeyConditionExpression: 'userId = :userId',
        ExpressionAttributeValues: { ':userId': { S: userId } },
        Limit: Number(query.limit ?? usualLimit),
        ...(query.nextToken !== undefined && { ExclusiveStartKey: readToken(query.nextToken, userId) }),
      }),
    );
    const names = [...new Set(Items.map((item) => text(item, 'cameraName')))];
    const cameras = await readCameraItems({ client, tableName }, names, userId, { transfer: true });
    const body: CameraList = {
      cameras: cameras.flatMap((items) => {
        // An admin's list is that of any user: the fleet is listed elsewhere.
        const { roles } = standingOf(items, { userId, isAdmin: false }, now() / 1000);
        return roles[0] === undefined ? [] : [cameraView(authorizedCamera(items, roles[0]))];
      }),
      ...(LastEvaluatedKey && { nextToken: writeToken(LastEvaluatedKey) }),
    };
    return { status: 200, body };
  };

type Key = Record<string, AttributeValue>;

/** Holds keys of the caller's own items only. */
function writeToken({ pk, sk }: Key): string {
  return Buffer.from(JSON.stringify([pk?.S, sk?.S])).toString('base64url');
}

/** The user is never taken from the token: a token of somebody else reads the caller's own list. */
function readToken(token: string, userId: string): Key {
  try {
    const [pk, sk] = JSON.parse(Buffer.from(token, 'base64url').toString()) as unknown[];
    if (typeof pk !== 'string' || typeof sk !== 'string') throw new TypeError('not a key');
    return { userId: { S: userId }, pk: { S: pk }, sk: { S: sk } };
  } catch {
    throw invalidRequest([{ field: 'query.nextToken', rule: 'must be the nextToken of the page before' }]);
  }
}
