// While another certificate or other hardware takes a camera's place, the viewer API shows it to whom it belongs, and changes nothing.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { validateCameraDetails, validateCameraList } from '../../api/payloads/index.ts';
import { startViewerApiInProcess, type ViewerApiInProcess } from '../support/viewer-api-in-process.ts';
import { cameraItem, shareItem } from './camera-items.ts';

const [owner, guest, stranger, recipient] = ['olivia', 'sam', 'eve', 'zoe'].map((name) => `${name}@example.com`) as [
  string,
  string,
  string,
  string,
];
const path = { cameraName: 'front-door' };
const transfer = { pk: cameraItem.pk, sk: 'transfer', cameraName: 'front-door', userId: recipient, fromUserId: owner };

let api: ViewerApiInProcess;
beforeAll(async () => void (api = await startViewerApiInProcess()));
afterAll(() => api.stop());
const call = (as: string, route: string, body?: object) => api.call({ as, route, path, ...(body && { body }) });

describe.each(['REPLACING', 'REGISTERING'])('a camera that is %s', (status) => {
  const record = { ...cameraItem, status };
  beforeAll(async () => {
    await api.put(record);
    await api.put(shareItem);
    await api.put({ ...transfer, epoch: cameraItem.epoch, expiresAt: api.now / 1000 + 60 });
  });

  it.each([
    [owner, 'OWNER'],
    [guest, 'VIEWER'],
    [recipient, 'RECIPIENT'],
  ])('is shown to %s, with its status', async (as, role) => {
    const one = await call(as, 'GET /cameras/{cameraName}');
    expect([one.status, validateCameraDetails(one.body)]).toMatchObject([200, { role, status }]);
    const { body } = await api.call({ as, route: 'GET /cameras' });
    expect(validateCameraList(body).cameras).toMatchObject([{ cameraName: 'front-door', role }]);
  });

  it('is there for nobody else', async () => {
    expect((await call(stranger, 'GET /cameras/{cameraName}')).status).toBe(403);
    expect((await api.call({ as: stranger, route: 'GET /cameras' })).body).toEqual({ cameras: [] });
  });

  it.each<[string, string, object | undefined]>([
    [owner, 'POST /cameras/{cameraName}/release', undefined],
    [owner, 'DELETE /cameras/{cameraName}/sessions', undefined],
    [owner, 'PATCH /cameras/{cameraName}', { displayName: 'Porch' }],
    [recipient, 'POST /cameras/{cameraName}/transfer/accept', undefined],
    [guest, 'DELETE /cameras/{cameraName}/share', undefined],
  ])('is not changed: %s, %s', async (as, route, body) => {
    const { status, headers, body: problem } = await call(as, route, body);
    expect({ status, after: headers['retry-after'], type: problem['type'] }).toEqual({
      status: 503,
      after: '30',
      type: 'urn:lensgate:problem:camera-being-replaced',
    });
    expect([await api.get(cameraItem), await api.get(shareItem), api.rotated]).toEqual([record, shareItem, []]);
  });
});

it('a camera that is being retired is there for nobody', async () => {
  await api.put({ ...cameraItem, status: 'RETIRING' });
  expect((await call(owner, 'GET /cameras/{cameraName}')).status).toBe(403);
  expect((await api.call({ as: owner, route: 'GET /cameras' })).body).toEqual({ cameras: [] });
});
