// Handing a camera over and giving it up: who has it afterwards, at every point where the work may break off, against the local DynamoDB.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { validateCameraDetails, validateReleaseResponse, validateTransfer } from '../../api/payloads/index.ts';
import { changeOwner } from '../../records/change-owner.ts';
import { startViewerApiInProcess, type ViewerApiInProcess } from '../support/viewer-api-in-process.ts';
import { cameraItem, manifestItem, shareItem } from './camera-items.ts';

const [olivia, sam, zoe] = ['olivia@example.com', 'sam@example.com', 'zoe@example.com'];
const path = { cameraName: 'front-door' };
const serialNumber = 'LG-0001';

let api: ViewerApiInProcess;
beforeAll(async () => void (api = await startViewerApiInProcess()));
afterAll(() => api.stop());
beforeEach(async () => {
  api.now += 3_600_000; // limits are full again
  // Its button was pressed: it may be claimed.
  await api.put({ ...cameraItem, setupUntil: 9999999999 });
  await api.put(manifestItem);
  await cancel();
  await api.put({ ...shareItem, expiresAt: 9999999999 });
  api.log.lines.length = 0;
  api.rotated.length = 0;
});

type More = Partial<Parameters<ViewerApiInProcess['call']>[0]>;
const offer = (to: string, more: More = {}) =>
  api.call({ as: olivia, route: 'POST /cameras/{cameraName}/transfer', path, body: { to }, ...more });
const accept = (as: string, more: More = {}) =>
  api.call({ as, route: 'POST /cameras/{cameraName}/transfer/accept', path, ...more });
const cancel = (more: More = {}) =>
  api.call({ as: olivia, route: 'DELETE /cameras/{cameraName}/transfer', path, ...more });
const release = (more: More = {}) =>
  api.call({ as: olivia, route: 'POST /cameras/{cameraName}/release', path, ...more });
const claim = (as: string, claimCode: string | undefined) =>
  api.call({ as, route: 'POST /cameras/claim', body: { serialNumber, claimCode } });
const watchers = async () => {
  const may = await Promise.all([olivia, sam, zoe].map((user) => api.mayWatch(user, 'front-door')));
  return [olivia, sam, zoe].filter((_, index) => may[index]);
};

/** Writes to items of this sort key are lost on the way, as when the function dies before them. */
const withoutWritesTo = async <T>(sk: string, work: () => Promise<T>): Promise<T> => {
  const { client } = api.table;
  const send = client.send.bind(client) as (command: { input: object }) => Promise<unknown>;
  const failing = (command: { constructor: { name: string }; input: { Key?: { sk: string } } }) =>
    command.constructor.name === 'UpdateCommand' && command.input.Key?.sk === sk
      ? Promise.reject(new Error('the disk is on fire'))
      : send(command);
  Object.assign(client, { send: failing });
  try {
    return await work();
  } finally {
    Object.assign(client, { send });
  }
};

describe('a camera that is handed over', () => {
  it('changes nothing until it is accepted; then the old owner and their guests are out', async () => {
    const { status, body } = await offer('Zoe@Example.com');
    expect({ status, offer: validateTransfer(body) }).toEqual({
      status: 200,
      offer: { cameraName: 'front-door', to: zoe, expiresAt: new Date(api.now + 7 * 86_400_000).toISOString() },
    });
    expect(await watchers()).toEqual([olivia, sam]);
    const accepted = await accept(zoe);
    expect({ status: accepted.status, camera: validateCameraDetails(accepted.body) }).toMatchObject({
      status: 200,
      camera: { role: 'OWNER', owner: zoe },
    });
    expect(await watchers()).toEqual([zoe]);
    expect((await api.get(cameraItem))?.['epoch']).toBe(4);
  });

  it('goes to whom it was offered last, and to nobody else', async () => {
    await offer(sam);
    await offer(zoe);
    expect((await accept(sam)).status).toBe(403);
    expect((await accept(olivia)).status).toBe(403);
    expect((await accept(zoe)).status).toBe(200);
    expect((await accept(zoe)).status).toBe(403);
  });

  it('stays when the offer is taken back, or after seven days', async () => {
    await offer(zoe);
    expect([(await cancel()).status, (await cancel()).status]).toEqual([204, 204]);
    expect((await accept(zoe)).status).toBe(403);
    await offer(zoe);
    api.now += 7 * 86_400_000;
    expect((await accept(zoe)).status).toBe(403);
    expect(await watchers()).toEqual([olivia, sam]);
  });

  it('is not handed over to its owner', async () => expect((await offer('OLIVIA@example.com')).status).toBe(409));

  it('stays when the offer is taken back, or made to another, while it is being accepted', async () => {
    await offer(zoe);
    expect((await accept(zoe, { meanwhile: () => cancel() })).status).toBe(409);
    await offer(zoe);
    expect((await accept(zoe, { meanwhile: () => offer(sam) })).status).toBe(409);
    expect(await watchers()).toEqual([olivia, sam]);
  });

  it('is gone before the owner hears that the offer is: no cancellation is confirmed that comes too late', async () => {
    await offer(zoe);
    await withoutWritesTo('camera', () => accept(zoe));
    expect([(await cancel()).status, (await offer(sam)).status]).toEqual([409, 409]);
    expect(await watchers()).toEqual([olivia, sam]);
    expect((await accept(zoe)).status).toBe(200);
    expect(await watchers()).toEqual([zoe]);
  });

  it('can be offered anew when an acceptance broke off', async () => {
    await offer(zoe);
    await withoutWritesTo('camera', () => accept(zoe));
    api.now += 15_000;
    expect((await cancel()).status).toBe(204);
    expect((await accept(zoe)).status).toBe(403);
  });

  it('says to its owner that it is offered, to whom, and until when; not to its guests', async () => {
    const details = async (as: string) => (await api.call({ as, route: 'GET /cameras/{cameraName}', path })).body;
    expect(await details(olivia)).not.toHaveProperty('transfer');
    const { body } = await offer(zoe);
    expect(validateCameraDetails(await details(olivia)).transfer).toEqual(body);
    expect(await details(sam)).not.toHaveProperty('transfer');
    api.now += 7 * 86_400_000;
    expect(await details(olivia)).not.toHaveProperty('transfer');
  });

  it('stays when it is declined; then it is offered to nobody', async () => {
    const decline = (as: string) => api.call({ as, route: 'POST /cameras/{cameraName}/transfer/decline', path });
    await offer(zoe);
    expect((await decline(sam)).status).toBe(403);
    expect((await decline(zoe)).status).toBe(204);
    expect((await decline(zoe)).status).toBe(403);
    expect((await accept(zoe)).status).toBe(403);
    expect(await watchers()).toEqual([olivia, sam]);
  });

  it('is not declined while it is being accepted, nor is the offer to another', async () => {
    const decline = (more: More) =>
      api.call({ as: zoe, route: 'POST /cameras/{cameraName}/transfer/decline', path, ...more });
    await offer(zoe);
    await withoutWritesTo('camera', () => accept(zoe));
    expect((await decline({})).status).toBe(409);
    api.now += 15_000;
    expect((await decline({ meanwhile: () => offer(sam) })).status).toBe(204);
    expect((await accept(sam)).status).toBe(200);
  });

  it("ends the old owner's sessions, unless the new one says otherwise", async () => {
    await offer(zoe);
    const { body } = await accept(zoe);
    expect({ rotated: api.rotated, status: body['status'] }).toEqual({
      rotated: [cameraItem.channelArn],
      status: 'ROTATING',
    });
    await api.put(cameraItem);
    await offer(zoe);
    const { body: quietly } = await accept(zoe, { query: 'endSessions=false' });
    expect({ rotated: api.rotated.length, status: quietly['status'] }).toEqual({ rotated: 1, status: 'ACTIVE' });
  });

  it('changes hands even if its sessions can’t be ended: the answer and the log say so', async () => {
    await offer(zoe);
    api.stepFunctionsIsDown = true;
    const { status, body } = await accept(zoe);
    api.stepFunctionsIsDown = false;
    expect({ status, is: body['status'] }).toEqual({ status: 200, is: 'ACTIVE' });
    expect(api.log.lines).toContainEqual(expect.objectContaining({ level: 'error', message: 'sessions not ended' }));
  });

  it('is owned since then', async () => {
    const ownedSince = async (as: string) =>
      (await api.call({ as, route: 'GET /cameras/{cameraName}', path })).body['ownedSince'];
    await api.put({ ...cameraItem, registeredAt: 1_700_000_000 });
    expect(await ownedSince(olivia)).toBe('2023-11-14T22:13:20.000Z');
    await offer(zoe);
    const now = new Date(api.now).toISOString();
    expect((await accept(zoe)).body['ownedSince']).toBe(now);
    api.now += 60_000;
    expect(await ownedSince(zoe)).toBe(now);
    // As an older release left it: changed, and nobody wrote down when.
    await api.put({ ...cameraItem, registeredAt: 1_700_000_000, changedBy: 'request-0' });
    expect(await ownedSince(olivia)).toBeUndefined();
  });

  it("is never again the first owner's by the manifest", async () => {
    await offer(zoe);
    await accept(zoe);
    expect(await api.get(manifestItem)).not.toHaveProperty('ownerId');
  });

  it('takes shares and offers along that were on their way', async () => {
    await offer(zoe);
    const share = await api.call({
      as: olivia,
      route: 'PUT /cameras/{cameraName}/shares/{email}',
      path: { ...path, email: sam },
      body: {},
      meanwhile: () => accept(zoe),
    });
    expect({ status: share.status, watchers: await watchers() }).toEqual({ status: 200, watchers: [zoe] });
  });
});

describe('a camera that is given up', () => {
  it("is nobody's, until somebody claims it with the new code", async () => {
    const { status, body } = await release();
    const { claimCode } = validateReleaseResponse(body);
    expect({ status, watchers: await watchers() }).toEqual({ status: 200, watchers: [] });
    expect(api.rotated).toEqual([cameraItem.channelArn]);
    expect(await api.get(cameraItem)).not.toHaveProperty('ownedSince');
    expect((await release()).status).toBe(403);
    expect((await claim(zoe, claimCode)).status).toBe(200);
    expect(await watchers()).toEqual([zoe]);
    expect((await claim(sam, claimCode)).status).toBe(409);
    expect(await api.get(manifestItem)).not.toHaveProperty('ownerId');
    expect(JSON.stringify(api.log.lines)).not.toContain(claimCode!.slice(0, 9));
  });

  it('breaks off before the code: everything is as it was', async () => {
    expect((await withoutWritesTo('manifest', release)).status).toBe(500);
    expect(await watchers()).toEqual([olivia, sam]);
    expect(await api.get(manifestItem)).toEqual(manifestItem);
  });

  it('breaks off after the code: nobody can claim it, and it can be given up again', async () => {
    expect((await withoutWritesTo('camera', release)).status).toBe(500);
    expect(await watchers()).toEqual([olivia, sam]);
    expect((await api.get(manifestItem))?.['claimEpoch']).toBe(4);
    const soon = await release();
    expect({ status: soon.status, after: soon.headers['retry-after'] }).toEqual({ status: 429, after: '15' });
    api.now += 15_000;
    const { body } = await release();
    expect((await claim(zoe, validateReleaseResponse(body).claimCode)).status).toBe(200);
  });

  it('is handed over instead, when that came first; and given up, when that did', async () => {
    await offer(zoe);
    expect((await release({ meanwhile: () => accept(zoe) })).status).toBe(409);
    expect(await watchers()).toEqual([zoe]);
    await api.put(cameraItem);
    await api.put(manifestItem);
    api.now += 3_600_000;
    await offer(zoe);
    expect((await accept(zoe, { meanwhile: () => release() })).status).toBe(409);
    expect(await watchers()).toEqual([]);
  });

  it('knows its own success when the answer was lost and the write came twice', async () => {
    const { client } = api.table;
    const send = client.send.bind(client) as (command: object) => Promise<unknown>;
    const twice = async (command: { constructor: { name: string }; input: { Key?: { sk: string } } }) => {
      if (command.constructor.name === 'UpdateCommand' && command.input.Key?.sk === 'camera') await send(command);
      return send(command);
    };
    Object.assign(client, { send: twice });
    const { status, body } = await release();
    Object.assign(client, { send });
    expect({ status, watchers: await watchers() }).toEqual({ status: 200, watchers: [] });
    expect((await claim(zoe, String(body['claimCode']))).status).toBe(200);
  });

  it("stays when the maker's manifest has no entry for it", async () => {
    await api.put({ ...manifestItem, cameraName: 'another' });
    expect((await release()).status).toBe(409);
    expect(await watchers()).toEqual([olivia, sam]);
  });
});

it('writes one audit line per change of owner: who, what, which camera, from whom, to whom', async () => {
  await offer(sam);
  await cancel();
  await offer(zoe);
  await accept(zoe);
  const { body } = await release({ as: zoe });
  await claim(sam, String(body['claimCode']));
  const lines = api.log.lines.filter(({ message }) => message === 'ownership change');
  expect(lines.map(({ change, userId, to, from, epoch }) => ({ change, userId, to, from, epoch }))).toEqual([
    { change: 'transfer-offered', userId: olivia, to: sam, epoch: 3 },
    { change: 'transfer-cancelled', userId: olivia, epoch: 3 },
    { change: 'transfer-offered', userId: olivia, to: zoe, epoch: 3 },
    { change: 'transfer-accepted', userId: zoe, from: olivia, epoch: 4 },
    { change: 'released', userId: zoe, epoch: 5 },
    { change: 'claimed', userId: sam, epoch: 6 },
  ]);
  expect(lines.every(({ cameraName, requestId }) => cameraName === 'front-door' && requestId)).toBe(true);

  const changedAt = new Date(api.now).toISOString();
  const announced = lines.map(({ level: _, message: __, ...change }) => ({ ...change, changedAt }));
  expect(api.announced.slice(-lines.length)).toEqual(announced);
});

it('changes its owner even if nobody can be told: the log has what the event bus did not take', async () => {
  api.busIsDown = true;
  await offer(zoe);
  expect((await accept(zoe)).status).toBe(200);
  api.busIsDown = false;
  expect(await watchers()).toEqual([zoe]);
  expect(api.log.lines.at(-1)).toMatchObject({
    level: 'error',
    message: 'ownership change not announced',
    change: 'transfer-accepted',
    userId: zoe,
    from: olivia,
    error: { message: 'the bus is down' },
  });
});

it('limits how often a user may change anything: 429, and when to come back', async () => {
  api.now += 86_400_000;
  const rename = () =>
    api.call({ as: olivia, route: 'PATCH /cameras/{cameraName}', path, body: { displayName: 'Door' } });
  const statuses: number[] = [];
  for (let n = 0; n < 60; n++) statuses.push((await rename()).status);
  expect(new Set(statuses)).toEqual(new Set([200]));
  const { status, headers } = await rename();
  expect({ status, after: headers['retry-after'] }).toEqual({ status: 429, after: '2' });
  api.now += 2_000;
  expect((await rename()).status).toBe(200);
});

it('a camera whose retirement began meanwhile keeps the owner that it has: its life ends with them', async () => {
  const retiring = { ...cameraItem, status: 'RETIRING' };
  await api.put(retiring);
  const { cameraName, serialNumber, epoch, userId: from } = cameraItem;
  const change = { cameraName, serialNumber, epoch, from, to: zoe, requestId: 'a-request', at: api.now };
  expect(await changeOwner(api.table, change)).toBe(false);
  expect(await api.get(cameraItem)).toEqual(retiring);
  await api.put(cameraItem);
  expect(await changeOwner(api.table, change)).toBe(true);
});
