// Listing a user's cameras: page by page, and the table is asked for no more at once than it answers. [BatchGetItem: at most 100 keys]
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startViewerApiInProcess, type ViewerApiInProcess } from '../support/viewer-api-in-process.ts';
import { cameraItem } from './camera-items.ts';

const [olivia, zoe] = ['olivia@example.com', 'zoe@example.com'];

let api: ViewerApiInProcess;
beforeAll(async () => void (api = await startViewerApiInProcess()));
afterAll(() => api.stop());

it('reads 33 cameras with their offers in requests of at most 100 keys, none of a camera apart from the others of it', async () => {
  const names = Array.from({ length: 33 }, (_, n) => `camera-${String(n).padStart(2, '0')}`);
  const expiresAt = api.now / 1000 + 60;
  for (const cameraName of names) {
    await api.put({ ...cameraItem, pk: `camera#${cameraName}`, cameraName });
    const offer = { pk: `camera#${cameraName}`, sk: 'transfer', cameraName, userId: zoe, fromUserId: olivia };
    await api.put({ ...offer, epoch: 3, expiresAt });
  }
  for (const [as, role] of [
    [olivia, 'OWNER'],
    [zoe, 'RECIPIENT'],
  ]) {
    api.table.keysAsked.length = 0;
    const { status, body } = await api.call({ as: as!, route: 'GET /cameras' });
    expect({ status, cameras: body['cameras'] }).toMatchObject({
      status: 200,
      cameras: names.map((cameraName) => ({ cameraName, role })),
    });
    // Record, share, presence and offer of each camera.
    expect(api.table.keysAsked).toEqual([100, 32]);
  }
});

describe('the token of the next page', () => {
  const list = (as: string, query: string) => api.call({ as, route: 'GET /cameras', query });
  const tokenOf = async (as: string) => String((await list(as, 'limit=1')).body['nextToken']);
  const tampered = (token: string) => {
    const [kind, , seal] = JSON.parse(Buffer.from(token, 'base64url').toString()) as string[];
    return Buffer.from(JSON.stringify([kind, 'camera-05', seal])).toString('base64url');
  };
  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

  it('goes on where the page ended', async () => {
    const { body } = await list(olivia, `limit=1&nextToken=${await tokenOf(olivia)}`);
    expect(body['cameras']).toMatchObject([{ cameraName: 'camera-01' }]);
  });

  it.each<[string, () => Promise<string>]>([
    ['two blanks', async () => 'WyIiLCIiXQ'],
    ['a key of the table, as an older release wrote it', async () => encoded(['camera#camera-00', 'camera'])],
    ['something else in JSON', async () => encoded({ pk: 'camera#camera-00' })],
    ['no JSON', async () => 'AAAA'],
    ["another user's", () => tokenOf(zoe)],
    ['one that somebody changed', async () => tampered(await tokenOf(olivia))],
    ['a kind of item that there is not', async () => encoded(['constructor', 'camera-00', ''])],
  ])('is refused when it is %s', async (_, token) => {
    const { status, body } = await list(olivia, `nextToken=${await token()}`);
    expect({ status, errors: body['errors'] }).toEqual({
      status: 400,
      errors: [{ field: 'query.nextToken', rule: 'must be the nextToken of the page before' }],
    });
  });
});

it('looks at 300 things at once, and then one after the other: what one user asks for too often, others get', async () => {
  const look = (as: string) => api.call({ as, route: 'GET /cameras', query: 'limit=1' });
  api.now += 3_600_000;
  for (let n = 0; n < 300; n++) expect((await look('loop@example.com')).status).toBe(200);
  const { status, headers } = await look('loop@example.com');
  expect({ status, after: headers['retry-after'] }).toEqual({ status: 429, after: '1' });
  expect((await look(olivia)).status).toBe(200);
  api.now += 100;
  expect((await look('loop@example.com')).status).toBe(200);
});
