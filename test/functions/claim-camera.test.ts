// Claiming: who gets the camera, what a wrong code learns, and what a hundred at once do, against the local DynamoDB.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { validateCameraDetails } from '../../api/payloads/index.ts';
import { hashClaimCode } from '../../records/claim-code.ts';
import { startViewerApiInProcess, type ViewerApiInProcess } from '../support/viewer-api-in-process.ts';
import { cameraItem, manifestItem, without } from './camera-items.ts';

const code = '7KQW-2M4X-9TBRA';
const wrong = '7KQW-2M4X-9TBRB';
const sam = 'sam@example.com';

let api: ViewerApiInProcess;
let hashed: Record<string, string>;
beforeAll(async () => {
  api = await startViewerApiInProcess();
  const { claimCodeHash, claimCodeSalt } = await hashClaimCode(code);
  hashed = { claimCodeHash, claimCodeSalt };
});
afterAll(() => api.stop());

// Each test has a camera of its own: LG-1 is camera c-1.
let count = 0;
let [serialNumber, cameraName] = ['', ''];
const manifestEntry = () => ({
  ...without(manifestItem, 'ownerId'),
  pk: `serial#${serialNumber}`,
  serialNumber,
  cameraName,
  ...hashed,
});
const unclaimed = () => ({
  ...without(without(cameraItem, 'userId'), 'role'),
  pk: `camera#${cameraName}`,
  cameraName,
  serialNumber,
  channelArn: `arn:aws:kinesisvideo:us-east-1:000000000000:channel/${cameraName}/1763798401456`,
  epoch: 1,
  // Its button was pressed.
  setupUntil: 9999999999,
});
beforeEach(async () => {
  [serialNumber, cameraName] = [`LG-${++count}`, `c-${count}`];
  await api.put(manifestEntry());
  await api.put(unclaimed());
  api.log.lines.length = 0;
  api.table.called.length = 0;
});

const claim = (as: string, claimCode: string, serial = serialNumber) =>
  api.call({ as, route: 'POST /cameras/claim', body: { serialNumber: serial, claimCode } });
const status = async (...args: Parameters<typeof claim>) => (await claim(...args)).status;
/** A user who has given no wrong code yet. */
const somebody = () => `user-${++count}@example.com`;

describe('the right code', () => {
  it('makes its user the owner, who may watch at once', async () => {
    const { status, body } = await claim(sam, '7kqw2m4x 9tbra');
    expect({ status, camera: validateCameraDetails(body) }).toMatchObject({
      status: 200,
      camera: { cameraName, role: 'OWNER', owner: sam, serialNumber },
    });
    expect(await api.mayWatch(sam, cameraName)).toBe(true);
  });

  it('is good once: then the camera has an owner', async () => {
    await claim(sam, code);
    const { status, body } = await claim(somebody(), code);
    expect({ status, type: body['type'] }).toEqual({
      status: 409,
      type: 'urn:lensgate:problem:camera-claimed-already',
    });
    expect(await status_(sam)).toBe(409);
    expect(await api.mayWatch(sam, cameraName)).toBe(true);
  });
  const status_ = (as: string) => status(as, code);

  it('is no good in another epoch of its camera', async () => {
    await api.put({ ...unclaimed(), epoch: 2 });
    expect(await status(somebody(), code)).toBe(403);
    await api.put({ ...manifestEntry(), claimEpoch: 2 });
    expect(await status(somebody(), code)).toBe(200);
  });

  it('says so while the camera has not registered', async () => {
    serialNumber = `LG-${++count}`;
    cameraName = `c-${count}`;
    await api.put(manifestEntry());
    const { status, body } = await claim(sam, code);
    expect({ status, type: body['type'] }).toEqual({ status: 409, type: 'urn:lensgate:problem:camera-not-registered' });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['while the camera has not registered', () => api.put({ ...unclaimed(), serialNumber: 'LG-X' })],
    ['while the camera has an owner', () => api.put({ ...unclaimed(), userId: 'zoe@example.com', role: 'OWNER' })],
  ])('may be tried five times %s, and not until it fits', async (_, prepare) => {
    await prepare();
    const thief = somebody();
    for (let n = 0; n < 5; n++) expect(await status(thief, code)).toBe(409);
    await api.put(unclaimed());
    expect(await status(thief, code)).toBe(429);
    expect(await status(somebody(), code)).toBe(200);
  });

  it('is no good while the camera is not ready to be set up; trying it counts', async () => {
    const seconds = api.now / 1000;
    const open = (setup: object) => api.put({ ...without(unclaimed(), 'setupUntil'), ...setup });
    const thief = somebody();
    await open({ registeredAt: seconds - 600 });
    for (let n = 0; n < 5; n++) {
      const { status, body } = await claim(thief, code);
      expect({ status, type: body['type'] }).toEqual({
        status: 409,
        type: 'urn:lensgate:problem:camera-not-ready-for-setup',
      });
    }
    expect(await status(thief, code)).toBe(429);
    await open({ registeredAt: seconds - 599 });
    expect(await status(somebody(), code)).toBe(200);
    await open({ registeredAt: seconds - 9_999, setupUntil: seconds + 1 });
    expect(await status(somebody(), code)).toBe(200);
  });

  it('of one serial number claims no camera that registered with another', async () => {
    await api.put({ ...unclaimed(), serialNumber: 'LG-X' });
    expect(await status(sam, code)).toBe(409);
    expect(await api.mayWatch(sam, cameraName)).toBe(false);
  });

  it('has one winner among a hundred at once, and 99 × 409', async () => {
    const users = Array.from({ length: 100 }, somebody);
    const statuses = await Promise.all(users.map((user) => status(user, code)));
    expect(statuses.filter((status) => status === 409)).toHaveLength(99);
    const winner = users[statuses.indexOf(200)]!;
    const mayWatch = await Promise.all(users.map((user) => api.mayWatch(user, cameraName)));
    expect(users.filter((_, index) => mayWatch[index])).toEqual([winner]);
    const changes = api.log.lines.filter(({ change }) => change === 'claimed');
    expect(changes).toEqual([expect.objectContaining({ userId: winner, cameraName, epoch: 2 })]);
  });
});

describe('a code that is not right', () => {
  it.each<[string, () => Promise<[string, string]>]>([
    ['a wrong code', async () => [serialNumber, wrong]],
    ['a code that no code can be', async () => [serialNumber, 'x']],
    ['an unknown serial number', async () => ['LG-unknown', code]],
    [
      'a camera without a code',
      async () => {
        await api.put({ ...without(without(manifestEntry(), 'claimCodeHash'), 'claimCodeSalt') });
        return [serialNumber, code];
      },
    ],
    [
      'a wrong code for a camera that is claimed',
      async () => {
        await claim(sam, code);
        return [serialNumber, wrong];
      },
    ],
  ])('%s: the same answer, for the same requests', async (_, prepare) => {
    const [serial, claimCode] = await prepare();
    api.table.called.length = 0;
    const { status, headers, body } = await claim(somebody(), claimCode, serial);
    expect({ status, headers, body: { ...body, requestId: '' } }).toEqual({
      status: 403,
      headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
      body: {
        type: 'urn:lensgate:problem:claim-refused',
        title: 'Forbidden',
        status: 403,
        detail: "Serial number and claim code don't belong together. Both are on the label of the camera.",
        requestId: '',
      },
    });
    const reads = ['GetItem', 'GetItem', 'GetItem'];
    expect([...api.table.called].sort()).toEqual([...reads, 'UpdateItem', 'UpdateItem', 'UpdateItem']);
  });

  it.each([
    ['known', () => serialNumber],
    ['unknown', () => `nowhere-${++count}`],
  ])('locks its user out of a %s serial number at the fifth time, for 15 minutes', async (_, serial) => {
    const [locked, thief] = [serial(), somebody()];
    for (let n = 0; n < 5; n++) expect(await status(thief, wrong, locked)).toBe(403);
    const { status: refused, headers, body } = await claim(thief, code, locked);
    expect({ refused, type: body['type'], after: headers['retry-after'] }).toEqual({
      refused: 429,
      type: 'urn:lensgate:problem:too-many-requests',
      after: '900',
    });
    api.now += 899_000;
    expect((await claim(thief, code, locked)).headers['retry-after']).toBe('1');
    api.now += 1_000;
    expect(await status(thief, code, locked)).toBe(locked === serialNumber ? 200 : 403);
  });

  it('locks nobody else out', async () => {
    for (let stranger = 0; stranger < 4; stranger++) {
      const thief = somebody();
      for (let n = 0; n < 5; n++) expect(await status(thief, wrong)).toBe(403);
      expect(await status(thief, wrong)).toBe(429);
    }
    expect(await status(sam, code)).toBe(200);
  });

  it('locks again after another five', async () => {
    const thief = somebody();
    for (let round = 0; round < 2; round++) {
      for (let n = 0; n < 5; n++) expect(await status(thief, wrong)).toBe(403);
      expect(await status(thief, wrong)).toBe(429);
      api.now += 900_000;
    }
    expect(await status(thief, code)).toBe(200);
  });

  it('is forgotten after a day', async () => {
    const clumsy = somebody();
    for (let n = 0; n < 4; n++) await claim(clumsy, wrong);
    api.now += 86_400_000;
    for (let n = 0; n < 4; n++) await claim(clumsy, wrong);
    expect(await status(clumsy, code)).toBe(200);
  });

  it('fifty at once lock it, too', async () => {
    const thief = somebody();
    await Promise.all(Array.from({ length: 50 }, () => claim(thief, wrong)));
    expect(await status(thief, code)).toBe(429);
  });

  it('slows a user who goes from camera to camera; the right code is no wrong try', async () => {
    const thief = somebody();
    for (let n = 0; n < 10; n++) expect(await status(thief, wrong, `elsewhere-${n}`)).toBe(403);
    const { status: slowed, headers } = await claim(thief, code);
    expect({ slowed, after: headers['retry-after'] }).toEqual({ slowed: 429, after: '60' });
    api.now += 60_000;
    expect(await status(thief, code)).toBe(200);
  });

  it('touches neither camera nor manifest, and stands in no line of the log', async () => {
    const items = async () => JSON.stringify([await api.get(manifestEntry()), await api.get(unclaimed())]);
    const before = await items();
    for (let n = 0; n < 6; n++) await claim(sam, wrong);
    expect(await items()).toBe(before);
    const logText = JSON.stringify(api.log.lines);
    expect(logText).toContain('wrong-code');
    expect(logText).not.toMatch(/7KQW/i);
  });
});

it('an outage is a 500, and no wrong try', async () => {
  const { client } = api.table;
  const send = client.send;
  Object.assign(client, { send: () => Promise.reject(new Error('the disk is on fire')) });
  const { status: failed } = await claim(sam, code);
  Object.assign(client, { send });
  expect(failed).toBe(500);
  expect(await status(somebody(), code)).toBe(200);
});
