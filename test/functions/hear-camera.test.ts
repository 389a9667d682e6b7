// What cameras say, and what comes of it: who is believed, and how often, against the local DynamoDB.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { SQSEvent } from 'aws-lambda';
import type { Claiming } from '../../api/claiming.ts';
import { validatePairing } from '../../api/payloads/index.ts';
import { messagesToCamera, type ToCamera } from '../../events/camera-topics.ts';
import { hearCamera } from '../../functions/hear-camera/hear-camera.ts';
import { getCameraRecord } from '../../records/camera-record.ts';
import type { Item } from '../../records/camera-table.ts';
import { hashClaimCode } from '../../records/claim-code.ts';
import { hashPairingToken } from '../../records/pairing.ts';
import { resetOwner } from '../../records/reset-owner.ts';
import { startViewerApiInProcess, type ViewerApiInProcess } from '../support/viewer-api-in-process.ts';
import { cameraItem, certificateId, manifestItem, shareItem, without } from './camera-items.ts';

const [olivia, sam, zoe] = ['olivia@example.com', 'sam@example.com', 'zoe@example.com'];
const path = { cameraName: 'front-door' };
const code = '7KQW-2M4X-9TBRA';

let api: ViewerApiInProcess;
let told: { cameraName: string; kind: string; message: unknown }[];
let camerasAreDeaf = false;
let renewsCertificates = true;
const renewals = new Map<string, unknown>();
let presses = 0;
beforeAll(async () => void (api = await startViewerApiInProcess()));
afterAll(() => api.stop());
beforeEach(async () => {
  api.now += 3_600_000;
  await api.put(cameraItem);
  await api.put(manifestItem);
  await api.put({ ...shareItem, expiresAt: 9999999999 });
  told = [];
  renewals.clear();
  api.rotated.length = 0;
  api.announced.length = 0;
  api.log.lines.length = 0;
});

const bodyOf = (kind: string, fields: object, changes: object = {}) => ({
  ...fields,
  topic: `lensgate/front-door/to-cloud/${kind}`,
  clientId: 'front-door',
  principal: certificateId,
  receivedAt: api.now,
  ...changes,
});

async function hear(bodies: readonly object[], claiming: Claiming = 'both'): Promise<string[]> {
  const records = bodies.map((body, index) => ({ messageId: `message-${index}`, body: JSON.stringify(body) }));
  const { batchItemFailures } = await hearCamera({ Records: records } as SQSEvent, {
    bans: api.table,
    ...{ client: api.table.client, tableName: api.table.tableName, claiming, now: () => api.now, log: api.log },
    ...{ rotations: api.rotations, announce: api.announce, renewsCertificates },
    renewals: {
      start: async (name, input) => {
        if (renewals.has(name)) return false;
        renewals.set(name, JSON.parse(input));
        return true;
      },
    },
    async tell(cameraName, kind: ToCamera, message) {
      if (camerasAreDeaf) throw new Error('TellCamera is down');
      told.push({ cameraName, kind, message: messagesToCamera[kind](message) });
    },
  });
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

const press = (changes: object = {}, requestId = `press-${++presses}`) => bodyOf('setup', { requestId }, changes);
const reset = (changes: object = {}, requestId = `reset-${++presses}`) =>
  bodyOf('factory-reset', { requestId }, changes);
const proof = (pairingToken: string, changes: object = {}) =>
  bodyOf('pairing', { pairingTokenHash: hashPairingToken(pairingToken) }, changes);
const record = async () => (await api.get(cameraItem))!;
const outcomes = () => api.log.lines.map(({ outcome }) => outcome).filter((outcome) => outcome !== undefined);
const watchers = async () => {
  const may = await Promise.all([olivia, sam, zoe].map((user) => api.mayWatch(user, 'front-door')));
  return [olivia, sam, zoe].filter((_, index) => may[index]);
};
/** Its last owner is gone, and with them their shares. */
async function unclaimed(): Promise<void> {
  await api.put(without(without(cameraItem, 'userId'), 'role'));
  await api.put({ ...shareItem, epoch: 2 });
}
async function tokenOf(as: string): Promise<string> {
  const { status, body } = await api.call({ as, route: 'POST /pairings' });
  expect(status).toBe(200);
  return validatePairing(body).pairingToken;
}

describe('a message', () => {
  it.each<[string, () => object]>([
    ['of another certificate than the record names', () => reset({ principal: 'f'.repeat(64) })],
    ["on another camera's topic", () => reset({ topic: 'lensgate/back-door/to-cloud/factory-reset' })],
    ['by another client', () => reset({ clientId: 'back-door' })],
    ['of a kind that nobody listens to', () => bodyOf('weather', { requestId: 'r-1' })],
    ['that breaks its contract', () => bodyOf('factory-reset', {})],
    ['with fields of another kind', () => bodyOf('factory-reset', { requestId: 'r-1', certificateSigningRequest: '' })],
    ['about a pairing without a token', () => bodyOf('pairing', {})],
    ['without a certificate', () => without(reset(), 'principal')],
    [
      'that the rule could not deliver, and wrapped',
      () => ({ base64OriginalPayload: Buffer.from('{"requestId":"r-1"}').toString('base64') }),
    ],
  ])('%s is not heard, and does not come back', async (_, body) => {
    expect(await hear([body()])).toEqual([]);
    expect(await record()).toEqual(cameraItem);
    expect(api.log.lines.map(({ level, message }) => ({ level, message }))).toEqual([
      { level: 'warn', message: 'camera not heard' },
    ]);
  });

  it.each(['RETIRING', undefined])('of a camera that is %s is not heard', async (status) => {
    const item = status === undefined ? without(cameraItem, 'status') : { ...cameraItem, status };
    await api.put(item);
    expect(await hear([reset()])).toEqual([]);
    expect(await record()).toEqual(item);
  });

  describe('of a camera whose certificate is banned', () => {
    const issuer = 'e'.repeat(64);
    const ours = { ...cameraItem, issuerAndSerial: `${issuer}#c0ffee` };
    const heardWith = async (ban: Item, principal = certificateId): Promise<boolean> => {
      const next = { nextCertificateId: 'b'.repeat(64), nextCertificateUntil: 9999999999 };
      await api.put({ ...ours, ...next });
      await api.put({ bannedAt: 1795000000, ...ban });
      expect(await hear([press({ principal })])).toEqual([]);
      const { pk, sk } = ban;
      await api.table.client.send(new DeleteCommand({ TableName: api.table.tableName, Key: { pk, sk } }));
      return (await record())['setupRequest'] !== undefined;
    };

    it.each<[string, Item, string]>([
      ['by its id', { pk: `certificate#${certificateId}`, sk: 'ban' }, certificateId],
      ['by issuer and X.509 serial number', { pk: `issuer#${issuer}`, sk: 'serial#c0ffee' }, certificateId],
      [
        'by the one with which it asked for the one it speaks with',
        { pk: `certificate#${certificateId}`, sk: 'ban' },
        'b'.repeat(64),
      ],
      [
        'by the one that is to follow, with which it speaks',
        { pk: `certificate#${'b'.repeat(64)}`, sk: 'ban' },
        'b'.repeat(64),
      ],
    ])('%s is not heard', async (_, ban, principal) => {
      expect(await heardWith(ban, principal)).toBe(false);
    });

    it('is heard when it is another one', async () => {
      expect(await heardWith({ pk: `issuer#${issuer}`, sk: 'serial#c0ffee0' })).toBe(true);
    });
  });

  it('that can not be worked on now comes back, and no other of its batch', async () => {
    api.stepFunctionsIsDown = true;
    const failed = await hear([press(), reset()]);
    api.stepFunctionsIsDown = false;
    expect(failed).toEqual(['message-1']);
    expect(await watchers()).toEqual([olivia, sam]);
  });
});

describe('the button', () => {
  const setupUntil = async () => (await record())['setupUntil'];

  it('opens the set-up window for ten minutes from when AWS IoT heard of it', async () => {
    const pressed = press();
    api.now += 120_000;
    await hear([pressed]);
    expect(await setupUntil()).toBe((api.now - 120_000) / 1000 + 600);
    expect(await watchers()).toEqual([olivia, sam]);
  });

  it('opens it once per press, and a late message closes none', async () => {
    const [first, second] = [press(), press({ receivedAt: api.now + 60_000 })];
    await hear([second]);
    await hear([first]);
    await hear([{ ...second, receivedAt: api.now + 500_000 }]);
    expect(await setupUntil()).toBe(api.now / 1000 + 660);
    expect(outcomes()).toEqual(['setup-opened', 'known-already', 'known-already']);
  });
});

describe('a factory reset', () => {
  it('ends ownership, shares and sessions, and says so once', async () => {
    const body = reset({}, 'r-1');
    expect(await hear([body])).toEqual([]);
    expect(await watchers()).toEqual([]);
    const { userId, role, ownedSince, epoch, setupUntil } = await record();
    expect({ userId, role, ownedSince, epoch, setupUntil }).toEqual({ epoch: 4, setupUntil: api.now / 1000 + 600 });
    expect(api.rotated).toEqual([cameraItem.channelArn]);
    expect(await api.get(manifestItem)).not.toHaveProperty('ownerId');
    const changedAt = new Date(api.now).toISOString();
    expect(api.announced).toEqual([
      { change: 'reset', cameraName: 'front-door', from: olivia, epoch: 4, requestId: 'reset-r-1', changedAt },
    ]);
    await hear([body]);
    expect({ epoch: (await record())['epoch'], rotated: api.rotated.length }).toEqual({ epoch: 4, rotated: 1 });
  });

  it("told late takes nothing from who has the camera since then, and this owner's own reset does", async () => {
    await api.put({ ...cameraItem, ownedSince: api.now / 1000 });
    await hear([reset({ receivedAt: api.now - 1000 })]);
    expect(await watchers()).toEqual([olivia, sam]);
    await hear([reset()]);
    expect(await watchers()).toEqual([]);
  });

  it('of a life before takes nothing from whom the maker has named for this one, and opens nothing', async () => {
    const items = [{ ...cameraItem, registeredAt: api.now / 1000 }, without(cameraItem, 'userId')] as const;
    for (const item of [items[0], { ...items[1], registeredAt: api.now / 1000 }]) {
      await api.put(item);
      await hear([reset({ receivedAt: api.now - 1000 })]);
      expect(await record()).toEqual(item);
    }
    expect([api.rotated, api.announced]).toEqual([[], []]);
  });

  it('changes nothing of a camera that is being retired since it was looked at', async () => {
    const before = (await getCameraRecord(api.table, 'front-door'))!;
    const retiring = { ...cameraItem, status: 'RETIRING' };
    await api.put(retiring);
    expect(await resetOwner(api.table, before, 'reset-r-2', api.now / 1000)).toBe(false);
    expect(await record()).toEqual(retiring);
  });

  it('of a camera that is nobody’s opens its set-up window, and leaves the code of its last owner good', async () => {
    await unclaimed();
    await hear([reset()]);
    expect(await record()).toMatchObject({ epoch: 3, setupUntil: api.now / 1000 + 600 });
    expect([api.rotated, api.announced]).toEqual([[], []]);
  });

  it('makes the code on the label good again, for ten minutes, where codes are taken', async () => {
    const { claimCodeHash, claimCodeSalt } = await hashClaimCode(code);
    const entry = { ...manifestItem, claimCodeHash, claimCodeSalt, claimEpoch: 2 };
    const claim = (as: string) =>
      api.call({ as, route: 'POST /cameras/claim', body: { serialNumber: 'LG-0001', claimCode: code } });
    await api.put(entry);
    await hear([reset()], 'pairing');
    expect((await claim(zoe)).status).toBe(403);
    await api.put(cameraItem);
    await hear([reset()]);
    api.now += 600_000;
    expect((await claim(zoe)).status).toBe(409);
    api.now -= 1_000;
    expect((await claim(zoe)).status).toBe(200);
  });
});

describe('pairing', () => {
  const accepted = { accepted: true, message: 'The camera is theirs.' };

  it('makes the user whose token it is the owner of the camera that brings it', async () => {
    await unclaimed();
    const token = await tokenOf(zoe);
    expect(await hear([proof(token)])).toEqual([]);
    expect(told).toEqual([{ cameraName: 'front-door', kind: 'pairing-result', message: accepted }]);
    expect(await watchers()).toEqual([zoe]);
    expect(await record()).toMatchObject({ epoch: 4, ownedSince: api.now / 1000 });
    expect(api.announced).toMatchObject([{ change: 'paired', userId: zoe, epoch: 4 }]);
    expect(await api.get(manifestItem)).not.toHaveProperty('ownerId');
    expect(JSON.stringify([api.log.lines, api.announced])).not.toContain(token);
    // Nor does the table have it.
    expect(JSON.stringify(await api.get(cameraItem))).not.toContain(token);
  });

  it('has the same end when the message comes again, and when the camera was not told', async () => {
    await unclaimed();
    const token = await tokenOf(zoe);
    camerasAreDeaf = true;
    expect(await hear([proof(token)])).toEqual(['message-0']);
    camerasAreDeaf = false;
    expect(await hear([proof(token)])).toEqual([]);
    expect(told.map(({ message }) => message)).toEqual([accepted]);
    expect(await record()).toMatchObject({ epoch: 4, userId: zoe });
    expect(api.announced).toHaveLength(1);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['releases it', () => api.call({ as: zoe, route: 'POST /cameras/{cameraName}/release', path })],
    ['resets it to factory settings', () => hear([reset()])],
    ['loses it with its life', () => api.put({ ...without(without(cameraItem, 'userId'), 'role'), epoch: 100 })],
  ])('that comes again, after its owner %s, does not bring them back', async (_, givesUp) => {
    await unclaimed();
    const said = proof(await tokenOf(zoe));
    await hear([said]);
    expect(await watchers()).toEqual([zoe]);
    api.now += 60_000;
    await givesUp();
    expect(await watchers()).toEqual([]);
    told.length = 0;
    expect(await hear([said])).toEqual([]);
    expect(told).toMatchObject([{ kind: 'pairing-result', message: { accepted: false } }]);
    expect(await watchers()).toEqual([]);
  });

  it.each<[string, () => Promise<object>]>([
    ['a token that there is not', async () => proof('A'.repeat(43))],
    [
      'a token of more than ten minutes',
      async () => {
        const token = await tokenOf(zoe);
        api.now += 600_000;
        return proof(token);
      },
    ],
    [
      'a token that another camera has brought',
      async () => {
        const token = await tokenOf(zoe);
        const other = { ...without(without(cameraItem, 'userId'), 'role'), certificateId: 'e'.repeat(64) };
        await api.put({ ...other, pk: 'camera#garage', cameraName: 'garage' });
        const topic = 'lensgate/garage/to-cloud/pairing';
        await hear([proof(token, { topic, clientId: 'garage', principal: 'e'.repeat(64) })]);
        expect(await api.mayWatch(zoe, 'garage')).toBe(true);
        told.length = 0;
        return proof(token);
      },
    ],
  ])('is refused with %s', async (_, body) => {
    await unclaimed();
    expect(await hear([await body()])).toEqual([]);
    expect(told).toMatchObject([{ kind: 'pairing-result', message: { accepted: false } }]);
    expect(await watchers()).toEqual([]);
  });

  it('takes a camera from nobody', async () => {
    await hear([proof(await tokenOf(zoe))]);
    expect(told).toMatchObject([{ message: { accepted: false, message: expect.stringContaining('has an owner') } }]);
    expect(JSON.stringify(told)).not.toContain(olivia);
    expect(await watchers()).toEqual([olivia, sam]);
  });

  it('after a reset, which came later by the clock than it was told, is not undone by it', async () => {
    const said = reset();
    await unclaimed();
    api.now += 1_000;
    await hear([proof(await tokenOf(zoe))]);
    await hear([said]);
    expect(await watchers()).toEqual([zoe]);
  });

  it('is refused where cameras are claimed by codes, by the camera’s way and the app’s', async () => {
    const byCodes = await startViewerApiInProcess('codes');
    const { status, body } = await byCodes.call({ as: zoe, route: 'POST /pairings' });
    await byCodes.stop();
    expect({ status, type: body['type'] }).toEqual({ status: 409, type: 'urn:lensgate:problem:no-pairing-here' });
    await unclaimed();
    await hear([proof(await tokenOf(zoe))], 'codes');
    expect(await watchers()).toEqual([]);
  });

  it('gives ten tokens at once, and then one a minute', async () => {
    for (let n = 0; n < 10; n++) await tokenOf('many@example.com');
    const { status, headers } = await api.call({ as: 'many@example.com', route: 'POST /pairings' });
    expect({ status, after: headers['retry-after'] }).toEqual({ status: 429, after: '60' });
  });
});

describe('a request for a certificate', () => {
  const pem = '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n';
  const request = (certificateSigningRequest = pem) => bodyOf('certificate-request', { certificateSigningRequest });

  it('starts one renewal of the certificate in service, however often it comes', async () => {
    await hear([request()]);
    await hear([request()]);
    const { cameraName, serialNumber } = cameraItem;
    expect([...renewals.values()]).toEqual([
      { cameraName, serialNumber, certificateId, certificateSigningRequest: pem },
    ]);
    expect(outcomes()).toEqual(['renewal-started', 'known-already']);
  });

  it('is answered no where the stream is named after the certificate, and when it comes too often', async () => {
    api.now += 24 * 3_600_000; // all turns are there again
    renewsCertificates = false;
    await hear([request()]);
    renewsCertificates = true;
    for (let n = 0; n <= 10; n++) await hear([request(pem.replace('AAAA', `AAA${n}`))]);
    expect(told.map(({ kind, message }) => [kind, (message as { error: string }).error])).toEqual([
      ['certificate-refused', 'StreamNamedAfterCertificate'],
      ['certificate-refused', 'TooManyRequests'],
    ]);
    expect(renewals.size).toBe(10);
  });
});

it.each(['nextCertificateId', 'formerCertificateId'])(
  'while a renewal is under way, the camera is heard by its %s, too',
  async (attribute) => {
    const other = 'd'.repeat(64);
    await api.put({ ...cameraItem, [attribute]: other });
    await hear([reset({ principal: other })]);
    expect(await watchers()).toEqual([]);
  },
);

it('where cameras are paired, no code is taken, and none is given', async () => {
  const paired = await startViewerApiInProcess('pairing');
  await paired.put(cameraItem);
  await paired.put(manifestItem);
  const body = { serialNumber: 'LG-0001', claimCode: code };
  const claimed = await paired.call({ as: sam, route: 'POST /cameras/claim', body });
  const released = await paired.call({ as: olivia, route: 'POST /cameras/{cameraName}/release', path });
  const entry = await paired.get(manifestItem);
  await paired.stop();
  expect({ status: claimed.status, type: claimed.body['type'] }).toEqual({
    status: 409,
    type: 'urn:lensgate:problem:no-codes-here',
  });
  expect({ status: released.status, body: released.body }).toEqual({
    status: 200,
    body: { cameraName: 'front-door', serialNumber: 'LG-0001' },
  });
  expect(entry).toEqual(without(manifestItem, 'ownerId'));
});
