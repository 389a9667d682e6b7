// What an admin looks at and changes at the command line: cameras, owners, shares, sessions, the manifest. Against the deployed system.
import { readFile } from 'node:fs/promises';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { shareKey } from '../../records/camera-table.ts';
import { readOneCamera } from '../../cli/cameras/one-camera.ts';
import type { CameraEventKind } from '../../records/camera-history.ts';
import type { CameraRecord } from '../../records/camera-record.ts';
import { setCameraStatus } from '../support/camera-record.ts';
import { commandsOnSystem } from '../support/commands-on-system.ts';
import { registerCamera } from '../support/camera.ts';
import { until } from '../support/until.ts';

const system = commandsOnSystem(async ({ lensgate, run }) => {
  await registerCamera(lensgate, { serialNumber: 'SN-1', cameraName: 'front-door', owner: 'ada@example.com' });
  await registerCamera(lensgate, { serialNumber: 'SN-2', cameraName: 'garage' });
  await run('manifest', 'add', '--serial', 'SN-3', '--camera', 'attic', '--owner', 'bob@example.com');
});
const { run, json } = system;
const statusOf = async (email: string, cameraName: string): Promise<number> =>
  (
    await fetch(`${system.lensgate.outputs.get('ApiUrl')!}/cameras/${cameraName}/viewer-url`, {
      headers: { authorization: `Bearer ${await system.lensgate.token(email)}` },
    })
  ).status;
const share = async (userId: string, epoch: number): Promise<void> => {
  const { client, tableName: TableName } = system.table;
  const Item = { ...shareKey('front-door', userId), cameraName: 'front-door', userId, role: 'VIEWER', epoch };
  await client.send(new PutCommand({ TableName, Item }));
};
const setStatus = (cameraName: string, status: string) => setCameraStatus(system.lensgate, cameraName, status);
const lookAt = (cameraName: string) =>
  readOneCamera({
    cameras: system.table,
    historyTableName: system.lensgate.outputs.get('HistoryTableName'),
    cameraName,
    newestEvents: 100,
  });
const eventOf = (cameraName: string, kind: CameraEventKind) =>
  until(async () => (await lookAt(cameraName)).events.find((event) => event.kind === kind));

describe('cameras list', () => {
  it('shows registered and expected cameras by name', async () => {
    const { code, out, err } = await run('cameras', 'list');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['NAME', 'SERIAL', 'STATUS', 'PRESENCE', 'OWNER', 'SHARES', 'DISPLAY NAME'],
      ['attic', 'SN-3', 'EXPECTED', 'offline', 'bob@example.com'],
      ['front-door', 'SN-1', 'ACTIVE', 'offline', 'ada@example.com'],
      ['garage', 'SN-2', 'ACTIVE', 'offline'],
      [''],
    ]);
  });

  it('says how the list goes on', async () => {
    const { out } = await run('cameras', 'list', '--limit', '1', '--search', 'sn-', '--after', 'attic');
    expect(out).toMatch(/\nfront-door .*\n\nThere are more: add --after front-door\n$/);
  });
});

describe('cameras show', () => {
  it('tells of a registered camera whose it is, what it is made of and what happened', async () => {
    await eventOf('front-door', 'registered');
    const { out } = await run('cameras', 'show', 'front-door');
    expect(out).toMatch(/^owner +ada@example\.com$/m);
    expect(out).toMatch(/^status +ACTIVE$/m);
    expect(out).toMatch(/^channel +arn:aws:kinesisvideo:.*channel\/front-door\//m);
    expect(out).toMatch(/registered/);
    expect(out).toMatch(/\nDoes it work\? lensgate doctor --camera front-door\n$/);
  });

  it('tells of an expected camera what the manifest has', async () => {
    const { out } = await run('cameras', 'show', 'attic');
    expect(out).toMatch(/^status +EXPECTED: in the manifest, not registered yet$/m);
    expect(out).toMatch(/^owner +bob@example\.com$/m);
  });

  it('never shows what a claim code is compared with', async () => {
    const text =
      JSON.stringify(await json('cameras', 'show', 'garage')) + (await run('manifest', 'list', '--json')).out;
    expect(text).toContain('"hasClaimCode"');
    expect(text).not.toMatch(/claimCodeHash|claimCodeSalt/);
  });

  it('knows when there is none: exit code 1', async () => {
    const { code, err } = await run('cameras', 'show', 'nowhere');
    expect(code).toBe(1);
    expect(err).toContain('There is no camera nowhere, and the manifest expects none.');
  });
});

describe('shares', () => {
  it('lists those that count and those that do not, and revokes one', async () => {
    const { epoch } = (await lookAt('front-door')).camera as CameraRecord;
    await share('guest@example.com', epoch);
    await share('old@example.com', epoch - 1);
    expect(await json('shares', 'list', '--camera', 'front-door')).toEqual([
      { userId: 'guest@example.com', state: 'counts' },
      { userId: 'old@example.com', state: 'of an earlier owner' },
    ]);
    expect(await statusOf('guest@example.com', 'front-door')).toBe(200);
    const revoke = ['shares', 'revoke', '--camera', 'front-door', '--user', 'guest@example.com'];
    expect(await json(...revoke, '--reason', 'They moved out')).toMatchObject({ outcome: 'revoked' });
    expect(await statusOf('guest@example.com', 'front-door')).toBe(403);
    expect(await run(...revoke)).toMatchObject({
      code: 1,
      err: 'Camera front-door is not shared with guest@example.com.\n',
    });
    expect(await eventOf('front-door', 'share-revoked')).toMatchObject({
      to: 'guest@example.com',
      userId: expect.stringMatching(/^arn:aws:/),
      reason: 'They moved out',
    });
  });
});

describe('camera set-owner', () => {
  it('asks first: without a terminal it takes --yes', async () => {
    const { code, err } = await run('camera', 'set-owner', '--camera', 'front-door', '--owner', 'eve@example.com');
    expect(code).toBe(2);
    expect(err).toContain('--yes');
    expect(await statusOf('ada@example.com', 'front-door')).toBe(200);
  });

  it('ends what the owner before had given, and their sessions, and tells who did it and why', async () => {
    const before = (await lookAt('front-door')).camera as CameraRecord;
    await share('guest@example.com', before.epoch);
    const set = ['camera', 'set-owner', '--camera', 'front-door', '--owner', 'eve@example.com', '--yes'];
    expect(await json(...set, '--reason', 'Sold')).toMatchObject({ outcome: 'changed', owner: 'eve@example.com' });
    const after = (await lookAt('front-door')).camera as CameraRecord;
    expect(after.epoch).toBe(before.epoch + 1);
    expect(after.channelArn).not.toBe(before.channelArn);
    expect(await statusOf('eve@example.com', 'front-door')).toBe(200);
    expect(await statusOf('ada@example.com', 'front-door')).toBe(403);
    expect(await statusOf('guest@example.com', 'front-door')).toBe(403);
    expect(await json(...set)).toMatchObject({ outcome: 'unchanged' });
    expect(await eventOf('front-door', 'owner-set')).toMatchObject({
      from: 'ada@example.com',
      to: 'eve@example.com',
      reason: 'Sold',
    });
  });

  it('leaves a camera alone that is being retired: exit code 1', async () => {
    const before = (await lookAt('garage')).camera;
    await setStatus('garage', 'RETIRING');
    const { code, out, err } = await run(
      ...['camera', 'set-owner', '--camera', 'garage', '--owner', 'eve@example.com', '--yes'],
    );
    await setStatus('garage', 'ACTIVE');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('Camera garage is being retired');
    expect((await lookAt('garage')).camera).toEqual(before);
  });

  it('is done, and says what the history lacks, when the event bus takes nothing: exit code 0', async () => {
    const restore = system.lensgate.cloud.context.aws.intercept(({ operation }, proceed) =>
      operation === 'PutEvents'
        ? Promise.resolve({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure', ErrorMessage: 'No.' }] })
        : proceed(),
    );
    const set = ['camera', 'set-owner', '--camera', 'garage', '--owner', 'eve@example.com', '--yes'];
    const { code, out, err } = await run(...set).finally(restore);
    expect({ code, out }).toEqual({ code: 0, out: "Camera garage is eve@example.com's.\n" });
    expect(err).toMatch(/^It is done, but the history will not tell of it: /);
    await json('camera', 'set-owner', '--camera', 'garage', '--no-owner', '--yes');
  });

  it('makes a camera nobody’s, which can be claimed with a new code then', async () => {
    const camera = ['--camera', 'front-door'];
    const refused = await run('camera', 'new-claim-code', ...camera);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining("Camera front-door is eve@example.com's.") });
    await json('camera', 'set-owner', ...camera, '--no-owner', '--yes');
    expect(await statusOf('eve@example.com', 'front-door')).toBe(403);
    const { claimCode } = (await json('camera', 'new-claim-code', ...camera)) as { claimCode: string };
    const claimed = await fetch(`${system.lensgate.outputs.get('ApiUrl')!}/cameras/claim`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await system.lensgate.token('ada@example.com')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ serialNumber: 'SN-1', claimCode }),
    });
    expect(claimed.status).toBe(200);
  });
});

describe('camera end-sessions', () => {
  it('makes the channel anew', async () => {
    const channel = async () => (await lookAt('garage')).camera?.channelArn;
    const before = await channel();
    const { code, out } = await run('camera', 'end-sessions', '--camera', 'garage');
    expect(code).toBe(0);
    expect(out).toMatch(/^All sessions of garage have ended \(execution \w+ of RotateChannel\)\.$/m);
    expect(await channel()).not.toBe(before);
  });

  it('says why not: exit code 1', async () => {
    await setStatus('garage', 'RETIRING');
    const { code, err } = await run('camera', 'end-sessions', '--camera', 'garage');
    await setStatus('garage', 'ACTIVE');
    expect(code).toBe(1);
    expect(err).toContain('Camera garage is being retired');
  });
});

describe('the manifest', () => {
  it('is listed by serial number', async () => {
    const { rows } = (await json('manifest', 'list')) as { rows: object[] };
    expect(rows).toMatchObject([{ serialNumber: 'SN-1' }, { serialNumber: 'SN-2' }, { serialNumber: 'SN-3' }]);
    const ofAttic = (await json('manifest', 'list', '--camera', 'attic')) as { rows: object[] };
    expect(ofAttic.rows).toEqual([
      { serialNumber: 'SN-3', cameraName: 'attic', owner: 'bob@example.com', hasClaimCode: false },
    ]);
    expect((await run('manifest', 'list', '--owner', 'nobody@example.com')).out).toBe('No such entries.\n');
  });

  it('is exported as import takes it, formulas included', async () => {
    const formula = '=cmd()';
    await run('manifest', 'add', '--serial', 'SN-4', '--camera', 'shed', '--no-claim-code', '--display-name', formula);
    const out = system.pathOf('all.csv');
    expect((await run('manifest', 'export', '--out', out)).out).toBe(`4 entries are in ${out}.\n`);
    expect(await readFile(out, 'utf8')).toContain("SN-4,shed,,'=cmd(),\n");
    expect((await run('manifest', 'export')).out).toBe(await readFile(out, 'utf8'));
    expect((await run('manifest', 'export', '--out', out)).code).toBe(2);
    expect((await run('manifest', 'check', out)).out).toBe('0 to add, 0 to change, 4 unchanged, 0 wrong\n');
  });

  it('is checked against a file without being changed', async () => {
    const csv = 'serial,camera,owner\nSN-3,attic,carl@example.com\nSN-5,porch,\nSN-9,garage,\n';
    const file = await system.writeFile('some.csv', csv);
    const { code, out } = await run('manifest', 'check', file);
    expect(code).toBe(1);
    expect(out).toMatch(/^1 to add, 1 to change, 0 unchanged, 1 wrong\nline 4: The camera name garage belongs to/);
    const { rows } = (await json('manifest', 'list')) as { rows: { serialNumber: string; owner?: string }[] };
    expect(rows.find(({ serialNumber }) => serialNumber === 'SN-3')?.owner).toBe('bob@example.com');
    expect(rows.some(({ serialNumber }) => serialNumber === 'SN-5')).toBe(false);
  });

  it('loses an entry only when no camera is registered with it', async () => {
    const remove = (serial: string) => run('manifest', 'remove', '--serial', serial, '--yes');
    expect(await remove('SN-2')).toMatchObject({
      code: 1,
      err: 'Camera garage is registered with serial number SN-2. Retire it: lensgate camera retire --camera garage --manifest remove\n',
    });
    expect(await remove('SN-4')).toMatchObject({ code: 0, out: 'SN-4: removed\n' });
    expect(await remove('SN-4')).toMatchObject({ code: 1, err: 'The manifest has no entry of serial number SN-4.\n' });
  });
});
