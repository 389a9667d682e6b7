// `lensgate camera replace` against the deployed system, and what the manifest says of replacements: from the command to the camera's story.
import { describe, expect, it } from '@jest/globals';
import { getCameraRecord } from '../../records/camera-record.ts';
import { getManifestEntry } from '../../records/manifest-entry.ts';
import { setCameraStatus } from '../support/camera-record.ts';
import { connectCamera, makeCamera, registerCamera } from '../support/camera.ts';
import type { Finished } from '../support/command-line.ts';
import { commandsOnSystem } from '../support/commands-on-system.ts';
import { until } from '../support/until.ts';

const system = commandsOnSystem(async ({ lensgate }) => {
  await registerCamera(lensgate, { serialNumber: 'SN-1', cameraName: 'front-door', owner: 'ada@example.com' });
  await registerCamera(lensgate, { serialNumber: 'SN-9', cameraName: 'garage' });
});
const { run, json } = system;
const replace = (...args: string[]): Promise<Finished> => run('camera', 'replace', ...args);
const file = (text: string): Promise<string> => system.writeFile('cameras.csv', text);
const setStatus = (cameraName: string, status: string) => setCameraStatus(system.lensgate, cameraName, status);

describe('camera replace refuses, says what to do, and changes nothing', () => {
  it.each([
    ['a camera that there isn’t', 'nowhere', 'SN-2', /no registered camera nowhere\. lensgate cameras list/],
    ['its own serial number', 'front-door', 'SN-1', /has serial number SN-1 already.*--reprovision migrate/],
    [
      'the serial number of another camera',
      'front-door',
      'SN-9',
      /SN-9 is in the manifest as camera garage.*camera retire --camera garage/,
    ],
    [
      'a camera without an owner',
      'garage',
      'SN-2',
      /has no owner.*camera retire --camera garage --manifest remove.*manifest add --serial SN-2/,
    ],
  ])('%s', async (_, camera, serial, message) => {
    const { code, out, err } = await replace('--camera', camera, '--serial', serial, '--yes');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(message);
    expect(await getManifestEntry(system.table, 'SN-2')).toBeUndefined();
  });

  it('a camera that is being retired', async () => {
    await setStatus('front-door', 'RETIRING');
    const { code, err } = await replace('--camera', 'front-door', '--serial', 'SN-2', '--yes');
    await setStatus('front-door', 'ACTIVE');
    expect(code).toBe(1);
    expect(err).toMatch(/is being retired, and its owner with it.*manifest add --serial SN-2 --camera front-door/);
    expect(await getManifestEntry(system.table, 'SN-2')).toBeUndefined();
  });

  it.each([
    ['where nobody can be asked', ['--serial', 'SN-2'], /Say --yes/],
    ['a serial number that can’t be one', ['--serial', 'SN 2', '--yes'], /1 to 64 characters/],
    [
      'a reason of two lines',
      ['--serial', 'SN-2', '--reason', 'a\nb', '--yes'],
      /--reason <text>.*It takes 1 to 512 characters on one line/s,
    ],
  ])('%s: exit code 2', async (_, args, message) => {
    const { code, err } = await replace('--camera', 'front-door', ...args);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(await getManifestEntry(system.table, 'SN-2')).toBeUndefined();
  });
});

describe('a camera that is replaced', () => {
  it('stays in service until the new hardware connects, and can be kept', async () => {
    await run('manifest', 'add', '--serial', 'SN-1', '--camera', 'front-door', '--reprovision', 'migrate', '--display-name', 'Door'); // prettier-ignore
    const { code, out, err } = await replace('--camera', 'front-door', '--serial', 'SN-2', '--yes', '--reason', 'Lightning.'); // prettier-ignore
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(
      'Serial number SN-2 takes the place of SN-1 as camera front-door when it connects. Until then SN-1 stays in service.\n' +
        'To call it off: lensgate manifest remove --serial SN-2\n',
    );
    const entry = { serialNumber: 'SN-2', cameraName: 'front-door', displayName: 'Door', reprovision: 'migrate', replaces: 'SN-1' }; // prettier-ignore
    expect(await getManifestEntry(system.table, 'SN-2')).toEqual(entry);
    expect((await getCameraRecord(system.table, 'front-door'))?.serialNumber).toBe('SN-1');

    expect((await run('manifest', 'remove', '--serial', 'SN-2', '--yes')).code).toBe(0);
    const again = await json('camera', 'replace', '--camera', 'front-door', '--serial', 'SN-2', '--yes');
    expect(again).toEqual({ ...entry, outcome: 'added' });
    const once = await json('camera', 'replace', '--camera', 'front-door', '--serial', 'SN-2', '--yes');
    expect(once).toEqual({ ...entry, outcome: 'unchanged' });
  });

  it('is listed, and exported into a file that can be imported, with what replaces it', async () => {
    const { rows } = (await json('manifest', 'list', '--camera', 'front-door')) as { rows: object[] };
    expect(rows).toMatchObject([{ serialNumber: 'SN-1' }, { serialNumber: 'SN-2', replaces: 'SN-1' }]);
    expect((await run('manifest', 'list', '--camera', 'front-door')).out).toMatch(/SN-2 .*migrate +SN-1/);
    const { out } = await run('manifest', 'export');
    expect(out.split('\n')[0]).toBe('serial,camera,owner,displayName,reprovision,replaces,reason');
    expect(out).toContain('\nSN-2,front-door,,Door,migrate,SN-1,\n');
    const { out: imported } = await run('manifest', 'import', await file(out));
    expect(imported).toBe('0 added, 0 changed, 3 unchanged, 0 failed\n');
  });

  it('is told of in its story: who wanted it and why, what took its place, and the registration', async () => {
    await connectCamera(system.lensgate, 'front-door', await makeCamera('SN-2'));
    const record = await getCameraRecord(system.table, 'front-door');
    expect(record).toMatchObject({ serialNumber: 'SN-2', owner: 'ada@example.com', status: 'ACTIVE' });
    expect(await getManifestEntry(system.table, 'SN-1')).toBeUndefined();

    const told = await until(async () => {
      const { events } = (await json('cameras', 'show', 'front-door')) as { events: { kind: string; at: number }[] };
      const kinds = ['replacement-wanted', 'replaced', 'registered'];
      const found = events.filter(({ kind }) => kinds.includes(kind)).sort((a, b) => a.at - b.at);
      return found.length === 6 && found;
    });
    expect(told).toMatchObject([
      { kind: 'registered' },
      { kind: 'replacement-wanted', from: 'SN-1', to: 'SN-2', reason: 'Lightning.', userId: expect.stringMatching(/^arn:/) as unknown }, // prettier-ignore
      { kind: 'replacement-wanted', from: 'SN-1', to: 'SN-2' },
      { kind: 'replacement-wanted', from: 'SN-1', to: 'SN-2' },
      { kind: 'replaced', from: 'SN-1', to: 'SN-2', reason: 'The manifest says that serial number SN-2 replaces SN-1.' }, // prettier-ignore
      { kind: 'registered' },
    ]);
    expect((await run('doctor', '--camera', 'front-door')).out).toMatch(/✓ record/);
  });
});

describe('the columns reprovision and replaces', () => {
  it('are checked like every other', async () => {
    const path = await file(
      'serial,camera,reprovision,replaces\n' +
        'R-1,r-1,migrate,\n' +
        'R-2,r-2,sometimes,\n' +
        'R-3,r-3,,R-3\n' +
        'R-4,r-4,,R 5\n' +
        'R-6,garage,,SN-9\n' +
        'R-7,garage,,SN-1\n' +
        'R-8,r-1,,R-1\n',
    );
    const { code, out } = await run('manifest', 'check', path);
    expect(code).toBe(1);
    expect(out.trimEnd().split('\n')).toEqual([
      '3 to add, 0 to change, 0 unchanged, 4 wrong',
      'line 3: reprovision is "sometimes"; it takes one of never, migrate, reset',
      'line 4: replaces is "R-3"; it takes another serial number, 1 to 64 characters of A-Z a-z 0-9 . _ : -',
      'line 5: replaces is "R 5"; it takes another serial number, 1 to 64 characters of A-Z a-z 0-9 . _ : -',
      'line 7: The camera name garage belongs to the registered camera with serial number SN-9. Choose another name, or say that R-7 replaces SN-9.', // prettier-ignore
    ]);
  });

  it('change what an entry says, and take it away when they are empty', async () => {
    const add = (...args: string[]) => run('manifest', 'add', '--serial', 'R-10', '--camera', 'r-10', ...args);
    await add('--owner', 'ada@example.com', '--reprovision', 'reset', '--replaces', 'R-9');
    expect(await getManifestEntry(system.table, 'R-10')).toMatchObject({ reprovision: 'reset', replaces: 'R-9' });
    expect((await add('--owner', 'ada@example.com', '--reprovision', 'reset', '--replaces', 'R-9')).out).toContain('unchanged'); // prettier-ignore
    expect((await add('--owner', 'ada@example.com')).out).toContain('changed');
    expect(await getManifestEntry(system.table, 'R-10')).toEqual({
      serialNumber: 'R-10',
      cameraName: 'r-10',
      owner: 'ada@example.com',
    });
    const { code, err } = await add('--reprovision', 'maybe');
    expect([code, err]).toEqual([2, expect.stringMatching(/^--reprovision is "maybe"; it takes one of never, migrate, reset/)]); // prettier-ignore
  });
});
