// Sharing and naming a camera: authorizer and function together, against the local DynamoDB.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { validateShare, validateShareList } from '../../api/payloads/index.ts';
import { bucketKey } from '../../records/camera-table.ts';
import { mostShares } from '../../functions/manage-cameras/put-share.ts';
import { startViewerApiInProcess, type ViewerApiInProcess } from '../support/viewer-api-in-process.ts';
import { cameraItem, shareItem } from './camera-items.ts';

const [olivia, sam, zoe] = ['olivia@example.com', 'sam@example.com', 'zoe@example.com'];
const path = { cameraName: 'front-door' };

let api: ViewerApiInProcess;
beforeAll(async () => void (api = await startViewerApiInProcess()));
afterAll(() => api.stop());
beforeEach(async () => {
  // No test waits for another one's limits.
  for (const subject of [`changes-of-camera#front-door#${olivia}`, `changes-by-user#${olivia}`]) {
    await api.put({ ...bucketKey('', ''), pk: `limit#${subject}`, fullAt: 0 });
  }
  await api.put(cameraItem);
  for (const email of [olivia, sam, zoe]) await revoke(email);
  api.log.lines.length = 0;
  api.rotated.length = 0;
});

const share = (email: string, body: object = {}, more: object = {}) =>
  api.call({ as: olivia, route: 'PUT /cameras/{cameraName}/shares/{email}', path: { ...path, email }, body, ...more });
const revoke = (email: string, more: object = {}) =>
  api.call({ as: olivia, route: 'DELETE /cameras/{cameraName}/shares/{email}', path: { ...path, email }, ...more });
const shares = async (as = olivia) => {
  const { status, body } = await api.call({ as, route: 'GET /cameras/{cameraName}/shares', path });
  return status === 200 ? validateShareList(body).shares : status;
};
const mayWatch = (as: string) => api.mayWatch(as, 'front-door');
/** Somebody else takes the camera over. */
const changeOwner = () => api.put({ ...cameraItem, userId: zoe, epoch: 4 });
const newOwnersShare = async () => {
  await changeOwner();
  await share(sam, { expiresAt: '2026-11-23T08:00:00Z' }, { as: zoe });
};

describe('a share', () => {
  it('lets a user in, in whatever case the address is written, and is listed', async () => {
    expect(await mayWatch(sam)).toBe(false);
    const { status, body } = await share('Sam@Example.com');
    expect({ status, share: validateShare(body) }).toEqual({ status: 200, share: { userId: sam, role: 'VIEWER' } });
    expect(await mayWatch(sam)).toBe(true);
    expect(await shares()).toEqual([{ userId: sam, role: 'VIEWER' }]);
  });

  it('is replaced by the next one for the same user', async () => {
    await share(sam, { role: 'VIEWER', expiresAt: '2026-11-22T09:00:00Z' });
    expect(await shares()).toEqual([{ userId: sam, role: 'VIEWER', expiresAt: '2026-11-22T09:00:00.000Z' }]);
    expect((await share(sam)).status).toBe(200);
    expect(await shares()).toEqual([{ userId: sam, role: 'VIEWER' }]);
  });

  it('ends at its expiry', async () => {
    await share(sam, { expiresAt: '2026-11-22T08:00:10Z' });
    const before = api.now;
    api.now = Date.UTC(2026, 10, 22, 8, 0, 9, 999);
    expect(await mayWatch(sam)).toBe(true);
    api.now += 1;
    expect(await mayWatch(sam)).toBe(false);
    expect(await shares()).toEqual([]);
    api.now = before;
  });

  it('ends when it is revoked, and revoking it again is no error', async () => {
    await share(sam);
    expect((await revoke('SAM@example.com')).status).toBe(204);
    expect(await mayWatch(sam)).toBe(false);
    expect((await revoke(sam)).status).toBe(204);
  });

  it('is given up by its guest, and by nobody else', async () => {
    const leave = (as: string, more: object = {}) =>
      api.call({ as, route: 'DELETE /cameras/{cameraName}/share', path, ...more });
    await share(sam);
    expect([(await leave(zoe)).status, (await leave(olivia)).status]).toEqual([403, 403]);
    expect((await leave(sam)).status).toBe(204);
    expect([await mayWatch(sam), (await leave(sam)).status]).toEqual([false, 403]);
    expect(api.announced.at(-1)).toMatchObject({ change: 'share-left', userId: sam, cameraName: 'front-door' });
    await share(sam);
    // The next owner's share is given up by itself, not by a request from before.
    expect((await leave(sam, { meanwhile: newOwnersShare })).status).toBe(409);
    await revoke(sam, { as: zoe });
  });

  it('that is revoked lets those watch on who do, unless the owner ends all sessions', async () => {
    await share(sam);
    await revoke(sam);
    expect(api.rotated).toEqual([]);
    expect((await revoke(sam, { query: 'endSessions=true' })).status).toBe(204);
    expect(api.rotated).toEqual([cameraItem.channelArn]);
  });

  it.each([
    ['now', '2026-11-22T08:00:00Z', 'must lie in the future'],
    ['less than a second ahead', '2026-11-22T08:00:00.900Z', 'must lie in the future'],
    ['on a 30th of February', '2027-02-30T08:00:00Z', 'must be a moment that the calendar has'],
    ['at 25 o’clock', '2027-02-20T25:00:00Z', 'must be a moment that the calendar has'],
  ])('is refused if it is to end %s', async (_, expiresAt, rule) => {
    const { status, body } = await share(sam, { expiresAt });
    expect({ status, errors: body['errors'] }).toEqual({
      status: 400,
      errors: [{ field: 'body.expiresAt', rule }],
    });
    expect(await shares()).toEqual([]);
  });

  it('is refused for the owner', async () => {
    const { status, body } = await share('OLIVIA@example.com');
    expect({ status, detail: body['detail'] }).toEqual({
      status: 409,
      detail: 'You own front-door yourself. Name another user.',
    });
  });

  it.each(['sam', 'sam@example.com,zoe@example.com', 'sam@exam ple.com', '\u212Aate@example.com'])(
    'is refused for %j, which is no address',
    async (email) => {
      const { status, body } = await share(email);
      expect({ status, fields: (body['errors'] as { field: string }[]).map(({ field }) => field) }).toEqual({
        status: 400,
        fields: ['path.email'],
      });
    },
  );

  it('is refused when there are as many as there may be; one that is there can still be changed', async () => {
    const guests = Array.from({ length: mostShares }, (_, n) => `guest-${n}@example.com`);
    const put = (guest: string, expiresAt: number) =>
      api.put({ ...shareItem, sk: `share#${guest}`, userId: guest, expiresAt });
    for (const guest of guests) await put(guest, 1_800_000_000);
    const { status, body } = await share(sam);
    expect({ status, type: body['type'] }).toEqual({ status: 409, type: 'urn:lensgate:problem:too-many-shares' });
    expect((await share(guests[7]!)).status).toBe(200);
    await changeOwner();
    expect(await shares(zoe)).toEqual([]);
    for (const guest of guests) await put(guest, 0);
  });
});

describe('when the camera changes hands between the decision and the write', () => {
  it('a share that is being given is dead', async () => {
    expect((await share(sam, {}, { meanwhile: changeOwner })).status).toBe(200);
    expect(await mayWatch(sam)).toBe(false);
    expect(await shares(zoe)).toEqual([]);
  });

  it("the new owner's share is neither replaced nor revoked by the old one", async () => {
    expect((await share(sam, {}, { meanwhile: newOwnersShare })).status).toBe(409);
    await api.put(cameraItem);
    expect((await revoke(sam, { meanwhile: newOwnersShare })).status).toBe(409);
    expect(await shares(zoe)).toEqual([{ userId: sam, role: 'VIEWER', expiresAt: '2026-11-23T08:00:00.000Z' }]);
    await revoke(sam, { as: zoe });
  });

  it('the name stays', async () => {
    const { status } = await rename('Back door', { meanwhile: changeOwner });
    expect(status).toBe(409);
    const { body } = await api.call({ as: zoe, route: 'GET /cameras/{cameraName}', path });
    expect(body).not.toHaveProperty('displayName');
  });
});

const rename = (displayName: string, more: object = {}) =>
  api.call({ as: olivia, route: 'PATCH /cameras/{cameraName}', path, body: { displayName }, ...more });

it('gives the camera a name for people, and shows it', async () => {
  const { status, body } = await rename('Haustür 🚪');
  expect({ status, body }).toMatchObject({
    status: 200,
    body: { cameraName: 'front-door', displayName: 'Haustür 🚪' },
  });
  const seen = await api.call({ as: olivia, route: 'GET /cameras/{cameraName}', path });
  expect(seen.body['displayName']).toBe('Haustür 🚪');
});

it.each([
  ['control characters', 'a\u0007b'],
  ['a line break', 'a\nb'],
  ['a line separator', 'a\u2028b'],
  ['what turns the direction of text', '\u202Eevil'],
  ['an isolate', '\u2066a\u2069'],
  ['a zero-width space', 'a\u200Bb'],
  ['a byte order mark', '\uFEFFa'],
  ['tag characters', 'a\u{E0041}'],
  ['a filler that looks like nothing', '\u3164'],
  ['half a character', 'a\uD800'],
  ['blanks alone', '   '],
  ['129 characters', 'x'.repeat(129)],
])('refuses a name with %s, and a camera that has one is shown without', async (_, displayName) => {
  const { status, body } = await rename(displayName);
  expect({ status, fields: (body['errors'] as { field: string }[]).map(({ field }) => field) }).toEqual({
    status: 400,
    fields: ['body.displayName'],
  });
  await api.put({ ...cameraItem, displayName });
  expect((await api.call({ as: olivia, route: 'GET /cameras/{cameraName}', path })).body).not.toHaveProperty(
    'displayName',
  );
});

it('tells a guest neither whose the camera is nor its serial number', async () => {
  await share(sam);
  const details = async (as: string) => (await api.call({ as, route: 'GET /cameras/{cameraName}', path })).body;
  expect(await details(olivia)).toMatchObject({ owner: olivia, serialNumber: 'LG-0001' });
  expect(await details('admin@example.com')).toMatchObject({ owner: olivia, serialNumber: 'LG-0001' });
  expect(JSON.stringify(await details(sam))).not.toMatch(/olivia|LG-0001/);
});

it('nobody but the owner shares, lists, revokes or renames: no viewer, no admin, no stranger', async () => {
  await share(sam);
  for (const as of [sam, zoe, 'admin@example.com']) {
    expect((await share(zoe, {}, { as })).status).toBe(403);
    expect((await revoke(sam, { as })).status).toBe(403);
    expect((await rename('Mine', { as })).status).toBe(403);
    expect(await shares(as)).toBe(403);
  }
  expect(await mayWatch(sam)).toBe(true);
});

it('writes one audit line per change: who, what, which camera, to whom', async () => {
  await share(sam);
  await revoke(sam);
  const lines = api.log.lines.filter(({ message }) => message === 'ownership change');
  expect(lines).toEqual([
    expect.objectContaining({ change: 'shared', userId: olivia, cameraName: 'front-door', to: sam, epoch: 3 }),
    expect.objectContaining({ change: 'share-revoked', userId: olivia, cameraName: 'front-door', to: sam, epoch: 3 }),
  ]);
  expect(lines.map(({ requestId }) => requestId)).toEqual([expect.any(String), expect.any(String)]);
});
