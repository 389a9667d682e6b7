// Listing a user's cameras: the table is asked for no more at once than it answers. [BatchGetItem: at most 100 keys]
import { afterAll, beforeAll, expect, it } from '@jest/globals';
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
