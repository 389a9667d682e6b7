// `lensgate manifest` against the deployed system: what it accepts, what it refuses, and in which words.
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DynamoDBClient, GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { matchesClaimCode } from '../../records/claim-code.ts';
import { lensgateCommand, startCommand, type Finished } from '../support/command-line.ts';
import { registerCamera } from '../support/camera.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';

let lensgate: Lensgate;
let dynamoDb: DynamoDBClient;
beforeAll(async () => {
  lensgate = await startLensgate();
  dynamoDb = new DynamoDBClient(lensgate.client);
});
afterAll(async () => {
  dynamoDb.destroy();
  await lensgate.stop();
});

const run = (...args: string[]): Promise<Finished> => lensgateCommand(['--data-dir', lensgate.dataDir, ...args]);
const entry = async (serialNumber: string) => {
  const Key = { pk: { S: `serial#${serialNumber}` }, sk: { S: 'manifest' } };
  const { Item } = await dynamoDb.send(new GetItemCommand({ TableName: lensgate.outputs.get('TableName'), Key }));
  return Item && Object.fromEntries(Object.entries(Item).map(([name, value]) => [name, value.S]));
};

describe('manifest add', () => {
  const add = (...args: string[]) => run('manifest', 'add', ...args);

  it('adds, knows it again, and changes owner and display name', async () => {
    const base = ['--serial', 'SN-1', '--camera', 'front-door'];
    const full = [...base, '--owner', ' Ada@Example.com ', '--display-name', 'Haustür, links 🚪'];
    expect(await add(...full)).toEqual({ code: 0, out: 'SN-1 → front-door: added\n', err: '' });
    expect(await entry('SN-1')).toEqual({
      pk: 'serial#SN-1',
      sk: 'manifest',
      serialNumber: 'SN-1',
      cameraName: 'front-door',
      ownerId: 'ada@example.com',
      displayName: 'Haustür, links 🚪',
    });
    expect((await add(...full)).out).toBe('SN-1 → front-door: unchanged\n');
    const changed = await add(...base, '--owner', 'eve@example.com', '--json');
    expect({ ...changed, out: JSON.parse(changed.out) as unknown }).toEqual({
      code: 0,
      err: '',
      out: { serialNumber: 'SN-1', cameraName: 'front-door', owner: 'eve@example.com', outcome: 'changed' },
    });
    expect(await entry('SN-1')).toMatchObject({ ownerId: 'eve@example.com' });
  });

  it('refuses another camera name for a serial number: exit code 1', async () => {
    await add('--serial', 'SN-2', '--camera', 'garage');
    const { code, out, err } = await add('--serial', 'SN-2', '--camera', 'porch');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^Serial number SN-2 is in the manifest as camera garage.*\n$/);
  });

  it('refuses the name of a registered camera: exit code 1', async () => {
    await registerCamera(lensgate, { serialNumber: 'SN-3', cameraName: 'cellar' });
    const { code, err } = await add('--serial', 'SN-4', '--camera', 'cellar');
    expect(code).toBe(1);
    expect(err).toMatch(/^The camera name cellar belongs to the registered camera with serial number SN-3.*\n$/);
    expect(await entry('SN-4')).toBeUndefined();
  });

  it('names every field that is wrong at once: exit code 2', async () => {
    const { code, out, err } = await add(
      ...['--serial', 'S N', '--camera', 'front/door', '--owner', 'ada', '--display-name', 'x'.repeat(129)],
    );
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.trim().split('\n')).toEqual([
      '--serial is "S N"; it takes 1 to 64 characters of A-Z a-z 0-9 . _ : -.',
      '--camera is "front/door"; it takes 1 to 128 characters of a-z A-Z 0-9 _ -.',
      '--owner is "ada"; it takes one e-mail address.',
      `--display-name is "${'x'.repeat(129)}"; it takes one line of up to 128 characters, none of them invisible or turning the direction of text.`,
    ]);
  });

  it('wants a serial number and a camera: exit code 2', async () => {
    const { code, err } = await add('--camera', 'front-door');
    expect(code).toBe(2);
    expect(err).toContain("required option '--serial <serial>' not specified");
  });
});

describe('a claim code', () => {
  const add = (...args: string[]) => run('manifest', 'add', ...args);
  const printed = /^Claim code, shown this once: ([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5})$/m;
  let count = 0;
  let base: string[];
  let serial: string;
  beforeEach(() => {
    serial = `CODE-${++count}`;
    base = ['--serial', serial, '--camera', `code-${count}`];
  });
  const matches = async (code: string) => {
    const { claimCodeHash = '', claimCodeSalt = '' } = (await entry(serial)) ?? {};
    return matchesClaimCode(code, { claimCodeHash, claimCodeSalt });
  };

  it('is made for a camera without an owner, printed once, and kept as a hash', async () => {
    const { code, out } = await add(...base);
    const claimCode = printed.exec(out)?.[1] ?? '';
    expect({ code, matches: await matches(claimCode) }).toEqual({ code: 0, matches: true });
    expect(JSON.stringify(await entry(serial))).not.toContain(claimCode.slice(0, 4));
    expect(await add(...base)).toEqual({ code: 0, out: `${serial} → code-${count}: unchanged\n`, err: '' });
    expect(await matches(claimCode)).toBe(true);
  });

  it('is made anew on demand, and the one before is no good', async () => {
    const before = printed.exec((await add(...base)).out)?.[1] ?? '';
    const { claimCode = '' } = JSON.parse((await add(...base, '--new-claim-code', '--json')).out) as {
      claimCode?: string;
    };
    expect([await matches(before), await matches(claimCode)]).toEqual([false, true]);
  });

  it('can be given, in any spelling, and is not repeated', async () => {
    const { code, out } = await add(...base, '--claim-code', '7kqw 2m4x 9tbra');
    expect({ code, out }).toEqual({ code: 0, out: `${serial} → code-${count}: added\n` });
    expect(await matches('7KQW-2M4X-9TBRA')).toBe(true);
    expect((await add(...base, '--claim-code', '7KQW-2M4X-9TBRA')).out).toContain('unchanged');
  });

  it('stays when the display name changes', async () => {
    await add(...base, '--claim-code', '7KQW-2M4X-9TBRA');
    expect((await add(...base, '--display-name', 'Shed')).out).toContain('changed');
    expect([await matches('7KQW-2M4X-9TBRA'), (await entry(serial))?.['displayName']]).toEqual([true, 'Shed']);
  });

  it.each([[['--no-claim-code']], [['--owner', 'ada@example.com']]])('is not made with %j', async (options) => {
    expect(await add(...base, ...options)).toEqual({ code: 0, out: `${serial} → code-${count}: added\n`, err: '' });
    expect(await entry(serial)).not.toHaveProperty('claimCodeHash');
  });

  it.each([
    ['7KQW-2M4X-9TB', [], /^--claim-code is no claim code; it takes 12 or more characters/],
    ['7KQW-2M4X-9TBRA', ['--owner', 'ada@example.com'], /^--claim-code is given for a camera that has an owner/],
  ])('is refused without being repeated: exit code 2', async (claimCode, options, words) => {
    const { code, out, err } = await add(...base, '--claim-code', claimCode, ...options);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(words);
    expect(err).not.toContain(claimCode);
  });

  it('is not made anew for a camera that has an owner: exit code 1', async () => {
    await registerCamera(lensgate, { serialNumber: serial, cameraName: `code-${count}`, owner: 'ada@example.com' });
    const { code, err } = await add(...base, '--new-claim-code');
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('No claim code was made') });
  });

  it('comes from the column of an import, or goes to a file that only its owner reads', async () => {
    const [path, codes] = [join(lensgate.dataDir, 'codes.csv'), join(lensgate.dataDir, 'made.csv')];
    await writeFile(
      path,
      'serial,camera,owner,claimCode\n' +
        `${serial},code-${count},,7KQW-2M4X-9TBRA\nMADE-1,made-1,,\nMADE-2,made-2,ada@example.com,\nMADE-3,made-3,,short\n`,
    );
    const { code, out } = await run('manifest', 'import', path, '--claim-codes-out', codes);
    expect({ code, out }).toEqual({ code: 1, out: '3 added, 0 changed, 0 unchanged, 1 failed\n' });
    expect(await matches('7KQW-2M4X-9TBRA')).toBe(true);
    const [head, row, ...rest] = (await readFile(codes, 'utf8')).trimEnd().split('\n');
    expect([head, row, rest]).toEqual(['serial,camera,claimCode', expect.stringMatching(/^MADE-1,made-1,/), []]);
    serial = 'MADE-1';
    expect(await matches(row!.split(',')[2]!)).toBe(true);
    const failed = join(lensgate.dataDir, 'codes.failed.csv');
    expect(await readFile(failed, 'utf8')).toMatch(
      /^serial,camera,owner,displayName,claimCode,reason\nMADE-3,.*no claim code/,
    );
    for (const secret of [codes, failed]) expect((await stat(secret)).mode & 0o777).toBe(0o600);

    const again = await run('manifest', 'import', path, '--claim-codes-out', codes);
    expect({ code: again.code, err: again.err }).toEqual({ code: 2, err: expect.stringContaining('EEXIST') });
    expect((await run('manifest', 'import', path, '--claim-codes-out', `${codes}.2`)).out).toContain('3 unchanged');
    expect(await readFile(`${codes}.2`, 'utf8')).toBe('serial,camera,claimCode\n');
  });
});

describe('manifest import', () => {
  let directory: string;
  let count = 0;
  beforeEach(async () => {
    directory = join(lensgate.dataDir, `import-${count++}`);
    await mkdir(directory);
  });
  const file = async (text: string | Buffer, name = 'cameras.csv'): Promise<string> => {
    await writeFile(join(directory, name), text);
    return join(directory, name);
  };
  const importFile = async (path: string) => {
    const { code, out, err } = await run('manifest', 'import', path, '--json');
    return { code, err, result: out === '' ? undefined : (JSON.parse(out) as Record<string, unknown>) };
  };

  it('takes what spreadsheets write: BOM, CRLF, quoted commas, empty lines, other orders of columns, unicode', async () => {
    const path = await file(
      '\ufeffcamera,displayName,serial,owner\r\n' +
        'csv-1,"Door, ""left""",CSV-1,Ada@example.com\r\n\r\n' +
        'csv-2,Ünïcode 門 🚪,CSV-2,\r\n' +
        'csv-3,,CSV-3\r\n',
    );
    const { code, out, err } = await run('manifest', 'import', path);
    expect({ code, out, err }).toEqual({ code: 0, out: '3 added, 0 changed, 0 unchanged, 0 failed\n', err: '' });
    expect(await entry('CSV-1')).toMatchObject({ displayName: 'Door, "left"', ownerId: 'ada@example.com' });
    expect(await entry('CSV-2')).toMatchObject({ displayName: 'Ünïcode 門 🚪' });
    expect(await entry('CSV-3')).toMatchObject({ cameraName: 'csv-3' });
  });

  it('puts bad rows into a file that can be corrected and imported', async () => {
    await run('manifest', 'add', '--serial', 'BAD-0', '--camera', 'bad-0');
    const path = await file(
      'serial,camera,owner,displayName\n' +
        'GOOD-1,good-1,,\n' +
        'B A D,bad!,nobody,"Müller, Tor"\n' +
        'GOOD-1,good-2,,again\n' +
        'GOOD-2,good-1,,again\n' +
        'BAD-0,other-name,,\n' +
        'BAD-1,bad-1,,one,two\n' +
        'GOOD-3,good-3,,\n',
    );
    const failedFile = join(directory, 'cameras.failed.csv');
    const { code, out, err } = await run('manifest', 'import', path);
    expect({ code, out }).toEqual({ code: 1, out: '2 added, 0 changed, 0 unchanged, 5 failed\n' });
    expect(err).toBe(
      `5 rows were not imported, see ${failedFile}: each row with its reason. Correct them there and import that file.\n`,
    );
    const failed = (await readFile(failedFile, 'utf8')).trimEnd().split('\n');
    expect(failed).toHaveLength(6);
    expect(failed[0]).toBe('serial,camera,owner,displayName,reason');
    expect(failed[1]).toMatch(/^B A D,bad!,nobody,"Müller, Tor",".*serial.*camera.*owner.*"$/);
    expect(failed[2]).toMatch(/^GOOD-1,good-2,,again,serial GOOD-1 stands in line 2 of this file already$/);
    expect(failed[3]).toMatch(/^GOOD-2,good-1,,again,camera good-1 stands in line 2 of this file already$/);
    expect(failed[4]).toMatch(/^BAD-0,other-name,,,.*is in the manifest as camera bad-0/);
    expect(failed[5]).toMatch(/^BAD-1,bad-1,,one,.*5 fields/);

    // One is corrected, in the file with its reason column.
    await writeFile(failedFile, [failed[0], failed[1], failed[4]!.replace('other-name', 'bad-0')].join('\n'));
    expect(await importFile(failedFile)).toMatchObject({ code: 1, result: { unchanged: 1, failed: 1, failedFile } });
    const rest = (await readFile(failedFile, 'utf8')).trimEnd().split('\n');
    expect(rest).toEqual([failed[0], failed[1]]);

    // All are corrected.
    await writeFile(
      failedFile,
      `${rest[0]}\n${rest[1]!.replace('B A D,bad!,nobody', 'BAD-9,bad-9,ada@example.com')}\n`,
    );
    expect(await importFile(failedFile)).toMatchObject({ code: 0, result: { added: 1, failed: 0 } });
    expect(await entry('BAD-9')).toMatchObject({ displayName: 'Müller, Tor', ownerId: 'ada@example.com' });
    // And the whole once more, without its bad rows.
    await file('serial,camera\nGOOD-1,good-1\n');
    expect(await importFile(path)).toMatchObject({ code: 0, result: { unchanged: 1, failed: 0 } });
    expect(existsSync(failedFile)).toBe(false);
  });

  it.each<[string, string | Buffer, RegExp]>([
    ['an empty file', '', /first line of .* must name the columns serial,camera.*; the file is empty\.\n$/],
    ['a missing column', 'serial,owner\nSN-1,a@example.com\n', /must name the columns.*it says serial,owner\.\n$/],
    ['an unknown column', 'serial,camera,colour\n', /it says serial,camera,colour\.\n$/],
    ['semicolons', 'serial;camera\nSN-1;front-door\n', /it says serial;camera\.\n$/],
    ['an open quote', 'serial,camera\n"SN-1,front-door\n', /is not a CSV file that can be read: .*\.\n$/],
    ['another encoding', Buffer.from('serial,camera,displayName\nL-1,l-1,T\u00fcr\n', 'latin1'), /is not in UTF-8/],
  ])('refuses %s as a whole: exit code 2, one sentence', async (_, content, words) => {
    const { code, result, err } = await importFile(await file(content));
    expect({ code, result }).toEqual({ code: 2, result: undefined });
    expect(err).toMatch(words);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it('takes a file with a first line only', async () => {
    expect(await importFile(await file('serial,camera,owner,displayName\n'))).toMatchObject({
      code: 0,
      result: { added: 0, failed: 0 },
    });
  });

  it('says so when there is no such file: exit code 2', async () => {
    const { code, err } = await run('manifest', 'import', join(directory, 'nowhere.csv'));
    expect(code).toBe(2);
    expect(err).toMatch(/nowhere\.csv can't be read \(ENOENT\)\. Give the path of a CSV file\.\n$/);
  });

  it('imports 2,000 rows, loses none when it is interrupted, and draws no bar where there is no terminal', async () => {
    const rows = Array.from({ length: 2000 }, (_, index) => `BULK-${index},bulk-${index},owner-${index}@example.com,`);
    const path = await file(`serial,camera,owner,displayName\n${rows.join('\n')}\n`);
    const there = async (): Promise<number> => {
      let found = 0;
      let ExclusiveStartKey;
      do {
        const page: { Count?: number; LastEvaluatedKey?: Record<string, never> } = (await dynamoDb.send(
          new ScanCommand({
            TableName: lensgate.outputs.get('TableName'),
            FilterExpression: 'begins_with(pk, :bulk)',
            ExpressionAttributeValues: { ':bulk': { S: 'serial#BULK-' } },
            Select: 'COUNT',
            ExclusiveStartKey,
          }),
        )) as never;
        found += page.Count ?? 0;
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey);
      return found;
    };

    /** Imports, and sends the signal when the cloud has been asked for the 200th entry. */
    const importUntil = async (signal: NodeJS.Signals): Promise<Finished> => {
      const importing = startCommand(['--data-dir', lensgate.dataDir, 'manifest', 'import', path]);
      let asked = 0;
      const restore = lensgate.cloud.context.aws.intercept(({ operation }, proceed) => {
        if (operation === 'PutItem' && ++asked === 200) importing.child.kill(signal);
        return proceed();
      });
      return importing.finished.finally(restore);
    };
    const { code, out, err } = await importUntil('SIGINT');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^Interrupted after \d+ of 2000 rows\. Import the same file again.*\n$/);
    expect(await there()).toBe(Number(/after (\d+) of/.exec(err)![1]));

    expect(await importUntil('SIGKILL')).toMatchObject({ code: null, out: '', err: '' });
    const before = await there();
    expect(before).toBeLessThan(2000);

    const started = Date.now();
    expect(await importFile(path)).toEqual({
      code: 0,
      err: '',
      result: { added: 2000 - before, changed: 0, unchanged: before, failed: 0 },
    });
    expect(await there()).toBe(2000);
    expect(Date.now() - started).toBeLessThan(45_000);
  }, 180_000);
});
