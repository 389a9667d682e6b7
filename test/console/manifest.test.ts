// Importing a manifest through the console's backend, on the whole system: what it says beforehand, what it does, and what it keeps to itself.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openManifestTable, type ManifestTable } from '../../cli/manifest/table.ts';
import type { ManifestPreview, PreviewRow } from '../../console/api/manifest.ts';
import { matchesClaimCode } from '../../records/claim-code.ts';
import { registerCamera } from '../support/camera.ts';
import { lensgateCommand } from '../support/command-line.ts';
import { startSystemWithConsole, type TestConsole } from '../support/console.ts';
import type { Lensgate } from '../support/lensgate.ts';
import { importInConsole, type ImportOfTest, type News } from '../support/manifest-import.ts';
import { until } from '../support/until.ts';

let lensgate: Lensgate;
let web: TestConsole;
let stop: () => Promise<void>;
let dynamoDb: DynamoDBClient;
let manifest: ManifestTable;
beforeAll(async () => {
  ({ lensgate, web, stop } = await startSystemWithConsole());
  dynamoDb = new DynamoDBClient(lensgate.client);
  manifest = openManifestTable(lensgate.client, lensgate.outputs.get('TableName')!);
});
afterAll(async () => {
  dynamoDb.destroy();
  await stop();
});

type Body = string | Uint8Array<ArrayBuffer>;
const ask = (csv: Body, file = 'cameras.csv') =>
  web.ask(`/api/manifest/preview?file=${encodeURIComponent(file)}`, { method: 'POST', body: csv });
const preview = async (csv: Body): Promise<readonly PreviewRow[]> => {
  const response = await ask(csv);
  expect(response.status).toBe(200);
  return ((await response.json()) as ManifestPreview).rows;
};
const imported = async (csv: Body, options?: ImportOfTest) => {
  const { news } = await importInConsole(web, csv, options);
  return endOf(await news());
};
const endOf = (news: readonly News[]) => {
  const end = news.at(-1);
  if (!end || !('kind' in end) || end.kind !== 'ended') throw new Error(`It ended with ${JSON.stringify(end)}`);
  return end;
};
const entry = async (serialNumber: string) => {
  const Key = { pk: { S: `serial#${serialNumber}` }, sk: { S: 'manifest' } };
  const { Item } = await dynamoDb.send(new GetItemCommand({ TableName: lensgate.outputs.get('TableName'), Key }));
  return Item && Object.fromEntries(Object.entries(Item).map(([name, value]) => [name, value.S ?? value.N]));
};
/** What operators ask of DynamoDB while it runs, in order. */
async function operationsOf(act: () => Promise<unknown>): Promise<string[]> {
  const called: string[] = [];
  const restore = lensgate.cloud.context.aws.intercept(({ service, operation, call }, proceed) => {
    if (service === 'dynamodb' && call.principal.kind === 'operator') called.push(operation);
    return proceed();
  });
  await act().finally(restore);
  return called;
}

describe('a preview', () => {
  it('tells what the command line then does, in the same words, and writes nothing', async () => {
    await manifest.add({ serialNumber: 'P-KEEP', cameraName: 'p-keep', owner: 'ada@example.com' });
    await manifest.add({
      serialNumber: 'P-CHANGE',
      cameraName: 'p-change',
      owner: 'ada@example.com',
      displayName: 'A',
    });
    await registerCamera(lensgate, { serialNumber: 'P-REGISTERED', cameraName: 'p-cellar' });
    const csv =
      'serial,camera,owner,displayName,claimCode\n' +
      'P-NEW,p-new,Ada@Example.com,"Haustür, links",\n' +
      'P-KEEP,p-keep,ada@example.com,,\n' +
      'P-CHANGE,p-change,eve@example.com,,\n' +
      'P-CODE,p-code,,,7KQW-2M4X-9TBRA\n' +
      'P-OTHER,p-cellar,,,\n' +
      'P-KEEP,p-twice,,,\n' +
      'P-CHANGE-2,p-change,,,\n' +
      'B A D,bad!,nobody,,short\n' +
      'P-LONG,p-long,,one,two,three\n' +
      'P-REGISTERED,p-renamed,,,\n';
    let rows: readonly PreviewRow[] = [];
    const called = await operationsOf(async () => (rows = await preview(csv)));
    expect(called).toEqual(['BatchGetItem']);
    expect(await entry('P-NEW')).toBeUndefined();
    expect(rows.slice(0, 4)).toEqual([
      {
        line: 2,
        serial: 'P-NEW',
        camera: 'p-new',
        owner: 'Ada@Example.com',
        displayName: 'Haustür, links',
        outcome: 'added',
      },
      { line: 3, serial: 'P-KEEP', camera: 'p-keep', owner: 'ada@example.com', outcome: 'unchanged' },
      {
        ...{ line: 4, serial: 'P-CHANGE', camera: 'p-change', owner: 'eve@example.com', outcome: 'changed' },
        changes: [
          { field: 'owner', from: 'ada@example.com', to: 'eve@example.com' },
          { field: 'displayName', from: 'A' },
        ],
      },
      { line: 5, serial: 'P-CODE', camera: 'p-code', outcome: 'added', claimCode: 'set' },
    ]);

    const file = join(lensgate.dataDir, 'preview.csv');
    await writeFile(file, csv);
    const { out } = await lensgateCommand(['--data-dir', lensgate.dataDir, 'manifest', 'import', file]);
    expect(out).toBe('2 added, 1 changed, 1 unchanged, 6 failed\n');
    const failed = (await readFile(file.replace('.csv', '.failed.csv'), 'utf8')).trimEnd().split('\n').slice(1);
    const refused = rows.filter(({ outcome }) => outcome === 'failed');
    expect(refused.map(({ line }) => line)).toEqual([6, 7, 8, 9, 10, 11]);
    for (const [index, { reason }] of refused.entries()) {
      expect(failed[index]!.replaceAll('""', '"')).toContain(reason);
    }
  });

  it('knows who would get a claim code, and what becomes of one that is given', async () => {
    const header = 'serial,camera,owner,claimCode\n';
    await manifest.add({ serialNumber: 'W-CODED', cameraName: 'w-coded' });
    await manifest.setClaimCode(
      { serialNumber: 'W-CODED', cameraName: 'w-coded' },
      { claimCode: '7KQW-2M4X-9TBRA', replace: true },
    );
    await registerCamera(lensgate, { serialNumber: 'W-OWNED', cameraName: 'w-owned', owner: 'ada@example.com' });
    const rows = await preview(
      `${header}W-NEW,w-new,,\nW-CODED,w-coded,,\nW-OWNED,w-owned,,\nW-GIVEN,w-given,a@example.com,\n`,
    );
    expect(rows.map(({ wantsClaimCode }) => wantsClaimCode)).toEqual([true, undefined, undefined, undefined]);
    expect(rows[2]).toMatchObject({ registered: true });
    const given = await preview(`${header}W-CODED,w-coded,,7KQW-2M4X-9TBRA\nW-OWNED,w-owned,,7KQW-2M4X-9TBRA\n`);
    expect(given.map(({ claimCode }) => claimCode)).toEqual(['compared', 'not used']);
  });

  it('never repeats a claim code, not even one in the wrong column', async () => {
    const code = '7KQW-2M4X-9TBRA';
    const response = await ask(
      'serial,camera,claimCode,owner,displayName\n' +
        `S-1,s-1,${code},,\n` +
        `S-2,s-2,${code},ada@example.com,\n` +
        `S-3,s,3,${code},,\n` +
        `${code}\n` +
        `S-5,s-5,,${code},\n` +
        `S-6,${code.replaceAll('-', ' ')}\n` +
        `S-7,s-7,${code}-U,,\n`,
    );
    const text = await response.text();
    expect(text).not.toMatch(/7KQW|9TBRA/);
    const outcomes = (JSON.parse(text) as ManifestPreview).rows.map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['added', 'failed', 'failed', 'failed', 'failed', 'failed', 'failed']);
    // Where there is no such column, a name is a name.
    expect(await preview('serial,camera\nfront-door-north,front door north\n')).toMatchObject([
      { serial: 'front-door-north', reason: expect.stringContaining('"front door north"') },
    ]);
  });

  it('takes hostile texts as texts', async () => {
    const hostile = [
      '<img src=x onerror=alert(1)>',
      '\u202Egnp.exe',
      '=HYPERLINK("http://x")',
      '../../etc',
      '{"kind":"ended"}',
    ];
    const csv = hostile.map((text, i) => `H-${i},h-${i},,"${text.replaceAll('"', '""')}"`).join('\n');
    const rows = await preview(`serial,camera,owner,displayName\n${csv}\n`);
    expect(rows.map(({ displayName }) => displayName)).toEqual(hostile);
  });

  it('of 10,000 rows reads 100 keys at a time, a few at once, and takes seconds', async () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => `TEN-${i},ten-${i},owner-${i}@example.com`);
    const started = Date.now();
    let most = 0;
    let now = 0;
    const restore = lensgate.cloud.context.aws.intercept(async (_, proceed) => {
      most = Math.max(most, ++now);
      return Promise.resolve(proceed()).finally(() => now--);
    });
    const called = await operationsOf(async () => {
      expect(await preview(`serial,camera,owner\n${rows.join('\n')}\n`)).toHaveLength(10_000);
    }).finally(restore);
    expect(called).toEqual(Array(200).fill('BatchGetItem'));
    expect(most).toBeLessThanOrEqual(4);
    expect(Date.now() - started).toBeLessThan(30_000);
  });

  it.each<[string, Body, RegExp]>([
    [
      'an empty one',
      '',
      /^The first line of cameras\.csv must name the columns serial,camera .*; the file is empty\.$/,
    ],
    ['one of another head', 'serial;camera\nS;s\n', /; it says serial;camera\.$/],
    [
      'one of another encoding',
      Buffer.from('serial,camera\nL,T\u00fcr\n', 'latin1'),
      /^cameras\.csv is not in UTF-8\. Save it/,
    ],
    ['a spreadsheet', Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), /^cameras\.csv is not a text file\./],
    [
      'an open quote',
      'serial,camera,claimCode\nS,s,"7KQW-2M4X',
      /^cameras\.csv is not a CSV file that can be read: Quote Not Closed/,
    ],
    [
      'a stray quote',
      'serial,camera,claimCode\nS,s,7KQW"2M4X\n',
      /^cameras\.csv is not a CSV file that can be read: Invalid Opening Quote/,
    ],
    ['more than 10 MB', 'x'.repeat(10 * 1024 * 1024 + 1), /^That is more than 10,485,760 bytes\.$/],
    [
      'more than 100,000 rows',
      `serial,camera\n${'S,s\n'.repeat(100_001)}`,
      /^cameras\.csv has more than 100,000 rows\. Split it/,
    ],
  ])('refuses %s in a sentence, as the import does', async (_, content, words) => {
    for (const path of ['preview', 'import']) {
      const response = await web.ask(`/api/manifest/${path}?file=cameras.csv`, { method: 'POST', body: content });
      const { error } = (await response.json()) as { error: string };
      expect({ status: response.status, error }).toEqual({ status: 409, error: expect.stringMatching(words) });
      expect(error).not.toMatch(/7KQW/);
    }
  });
});

describe('an import', () => {
  it('tells how far it is, what it did, and what failed: a file that is imported once it is corrected', async () => {
    const rows = Array.from({ length: 300 }, (_, i) => `I-${i},i-${i},,Camera ${i}`);
    const { status, news } = await importInConsole(
      web,
      `serial,camera,owner,displayName\n${rows.join('\n')}\nI-BAD,i bad,,"=1+1, ""x"""\n`,
    );
    const messages = await news();
    expect(status).toBe(200);
    expect(messages[0]).toEqual({ kind: 'begun', id: expect.any(String), total: 301 });
    expect(messages.at(-2)).toEqual({ kind: 'progress', done: 301, total: 301, added: 300, changed: 0, unchanged: 0 });
    const { failed, failedCsv, ...counts } = endOf(messages);
    expect(counts).toEqual({ kind: 'ended', added: 300, changed: 0, unchanged: 0 });
    const reason = 'camera is "i bad"; it takes 1 to 128 characters of a-z A-Z 0-9 _ -';
    expect(failed).toEqual([{ line: 302, serial: 'I-BAD', camera: 'i bad', displayName: '=1+1, "x"', reason }]);
    // No formula for a spreadsheet, and yet the same text once it is back.
    expect(failedCsv).toContain(`I-BAD,i bad,,"'=1+1, ""x"""`);
    expect(await imported(`\ufeff${failedCsv!.replace('i bad', 'i-bad')}`)).toMatchObject({ added: 1, failed: [] });
    expect(await entry('I-BAD')).toMatchObject({ cameraName: 'i-bad', displayName: '=1+1, "x"' });
    const again = await imported('serial,camera,owner,displayName\nI-1,i-1,ada@example.com,\nI-2,i-2,,Camera 2\n');
    expect(again).toEqual({ kind: 'ended', added: 0, changed: 1, unchanged: 1, failed: [] });
  });

  it('ends when its browser has gone: what is imported stays, and counts as unchanged', async () => {
    const rows = Array.from({ length: 2000 }, (_, i) => `G-${i},g-${i}`);
    const csv = `serial,camera\n${rows.join('\n')}\n`;
    const { news } = await importInConsole(web, csv);
    await news((each) => 'kind' in each && each.kind === 'progress' && each.done >= 100);
    // Until the rows under way have ended nobody else may begin.
    await until(async () => {
      const { status, news } = await importInConsole(web, 'serial,camera\nG-0,g-0\n');
      await news();
      return status === 200;
    });
    const { added, unchanged } = await imported(csv);
    expect(added + unchanged).toBe(2000);
    expect(unchanged).toBeGreaterThanOrEqual(100);
    expect(added).toBeGreaterThan(0);
  });

  it('is the only one', async () => {
    let proceedAll: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (proceedAll = resolve));
    const restore = lensgate.cloud.context.aws.intercept(async ({ operation }, proceed) => {
      if (operation === 'PutItem') await held;
      return proceed();
    });
    try {
      const first = await importInConsole(web, 'serial,camera\nO-1,o-1\n', { file: 'first.csv' });
      const second = await importInConsole(web, 'serial,camera\nO-2,o-2\n');
      expect({ status: second.status, messages: await second.news() }).toEqual({
        status: 409,
        messages: [
          { error: 'An import is running: first.csv, 0 of 1 rows. Wait until it has ended, or stop it there.' },
        ],
      });
      // A preview disturbs nobody.
      expect(await preview('serial,camera\nO-2,o-2\n')).toHaveLength(1);
      proceedAll();
      expect(endOf(await first.news())).toMatchObject({ added: 1 });
    } finally {
      proceedAll();
      restore();
    }
    expect(await imported('serial,camera\nO-2,o-2\n')).toMatchObject({ added: 1 });
  });

  it('that breaks off says why in its last line', async () => {
    const restore = lensgate.cloud.context.aws.intercept(({ operation, input }, proceed) => {
      if (operation === 'PutItem' && JSON.stringify(input).includes('BREAK-7'))
        throw new TypeError('the disk is on fire');
      return proceed();
    });
    const rows = Array.from({ length: 40 }, (_, i) => `BREAK-${i},break-${i}`);
    const { news } = await importInConsole(web, `serial,camera\n${rows.join('\n')}\n`);
    const last = (await news().finally(restore)).at(-1);
    expect(last).toEqual({ error: expect.any(String) });
  });
});

describe('claim codes that an import makes', () => {
  const matches = async (serial: string, code: string) => {
    const { claimCodeHash = '', claimCodeSalt = '' } = (await entry(serial)) ?? {};
    return matchesClaimCode(code, { claimCodeHash, claimCodeSalt });
  };
  const codesOf = (news: readonly News[]) =>
    news.flatMap((each) => ('kind' in each && each.kind === 'claim-code' ? [each] : []));

  it('come once, for cameras without an owner and without a code', async () => {
    const csv =
      'serial,camera,owner,claimCode\nC-1,c-1,,\nC-2,c-2,ada@example.com,\nC-3,c-3,,7KQW-2M4X-9TBRA\nC-4,c-4,,\n';
    expect(codesOf(await (await importInConsole(web, csv)).news())).toEqual([]);
    const codes = codesOf(await (await importInConsole(web, csv, { makeClaimCodes: true })).news());
    expect(codes.map(({ serial, camera }) => [serial, camera]).sort()).toEqual([
      ['C-1', 'c-1'],
      ['C-4', 'c-4'],
    ]);
    for (const { serial, claimCode } of codes) expect(await matches(serial, claimCode)).toBe(true);
    expect(codesOf(await (await importInConsole(web, csv, { makeClaimCodes: true })).news())).toEqual([]);
  });

  it('are written only when the browser has said that it has them', async () => {
    const csv = 'serial,camera\nK-1,k-1\n';
    const { news } = await importInConsole(web, csv, { makeClaimCodes: true, silent: true });
    const [code] = codesOf(await news((each) => 'kind' in each && each.kind === 'claim-code'));
    expect(await entry('K-1')).toEqual({ pk: 'serial#K-1', sk: 'manifest', serialNumber: 'K-1', cameraName: 'k-1' });

    let again: News[] = [];
    await until(async () => {
      const { status, news } = await importInConsole(web, csv, { makeClaimCodes: true });
      again = await news();
      return status === 200;
    });
    const [made] = codesOf(again);
    expect(endOf(again)).toMatchObject({ changed: 1 });
    expect([await matches('K-1', code!.claimCode), await matches('K-1', made!.claimCode)]).toEqual([false, true]);
  });

  it('open the camera to whoever has the code, through the viewer API', async () => {
    await registerCamera(lensgate, { serialNumber: 'V-1', cameraName: 'v-1' });
    const [code] = codesOf(
      await (await importInConsole(web, 'serial,camera\nV-1,v-1\n', { makeClaimCodes: true })).news(),
    );
    const claim = async (claimCode: string) =>
      fetch(`${lensgate.outputs.get('ApiUrl')!.replace(/\/$/, '')}/cameras/claim`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await lensgate.token('sam@example.com')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ serialNumber: 'V-1', claimCode }),
      });
    expect((await claim('0000-0000-00000')).status).toBe(403);
    expect((await claim(code!.claimCode)).status).toBe(200);
  });

  it('are kept nowhere else: not in what the console prints, nor in anything it answers later', async () => {
    const [code] = codesOf(
      await (await importInConsole(web, 'serial,camera\nN-1,n-1\n', { makeClaimCodes: true })).news(),
    );
    const later = await Promise.all(['/api/fleet', '/api/about'].map(async (path) => (await web.ask(path)).text()));
    later.push(await (await ask('serial,camera\nN-1,n-1\n')).text(), await web.command.printed('Console'.slice(1)));
    expect(later.join()).not.toContain(code!.claimCode);
    const late = await web.ask('/api/manifest/import/00000000-0000-0000-0000-000000000000/kept/1', { method: 'POST' });
    expect([late.status, await late.json()]).toEqual([409, { error: 'That import has ended.' }]);
  });
});
