// Importing a manifest in a browser: a file is dropped or chosen, shown as what it would do, imported, and what failed is corrected.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { openManifestTable, type ManifestTable } from '../../cli/manifest/table.ts';
import { describeInBrowser } from '../support/browser.ts';
import { openConsoleInBrowser, type ConsoleInBrowser } from '../support/console-in-browser.ts';
import { until } from '../support/until.ts';

describeInBrowser('a manifest in a browser', () => {
  let inBrowser: ConsoleInBrowser;
  let page: Page;
  let manifest: ManifestTable;
  beforeAll(async () => {
    inBrowser = await openConsoleInBrowser();
    ({ page } = inBrowser);
    manifest = openManifestTable(inBrowser.lensgate.client, inBrowser.lensgate.outputs.get('TableName')!);
    await page.goto(inBrowser.web.url);
  });
  afterAll(() => inBrowser?.close());

  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const choose = (text: string | Buffer, name = 'cameras.csv') =>
    page
      .getByLabel(/^Choose a CSV file/)
      .setInputFiles({ name, mimeType: 'text/csv', buffer: typeof text === 'string' ? Buffer.from(text) : text });
  const drop = async (files: Readonly<Record<string, string>>) => {
    const data = await page.evaluateHandle(`(() => {
      const transfer = new DataTransfer();
      for (const [name, text] of Object.entries(${JSON.stringify(files)})) transfer.items.add(new File([text], name));
      return transfer;
    })()`);
    await page.locator('.drop-zone').dispatchEvent('dragover', { dataTransfer: data });
    await page.locator('.drop-zone').dispatchEvent('drop', { dataTransfer: data });
  };
  const downloaded = async (name: string | RegExp): Promise<{ name: string; text: string }> => {
    const [file] = await Promise.all([page.waitForEvent('download'), button(name).click()]);
    return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
  };
  const sidewaysScroll = () =>
    page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  const anotherFile = () => button(/^(Choose|Import) another file$/).click();

  it('is reached from the cameras, says what file it takes, and is for the keyboard too', async () => {
    await page.getByRole('link', { name: 'Cameras' }).click();
    await page.getByRole('link', { name: 'Import a manifest' }).click();
    await page.waitForURL(/\/manifest$/);
    expect(await inBrowser.accessibilityProblems()).toEqual([]);
    expect(await downloaded(/^Download an empty file/)).toEqual({
      name: 'manifest.csv',
      text: 'serial,camera,owner,displayName,claimCode\n',
    });
    await page.getByRole('link', { name: 'Cameras' }).last().focus();
    await page.keyboard.press('Tab');
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Enter')]);
    await chooser.setFiles({ name: 'none.csv', mimeType: 'text/csv', buffer: Buffer.from('serial,camera\n') });
    await inBrowser.visible('The file has no rows');
    await anotherFile();
  });

  it.each<[string, Record<string, string>, string]>([
    ['another kind of file', { 'cameras.pdf': '%PDF-1.7\0' }, 'cameras.pdf is not a text file.'],
    ['two files', { 'a.csv': 'serial,camera', 'b.csv': 'serial,camera' }, 'That is more than one file.'],
    ['a file of other columns', { 'a.csv': 'name\nx' }, 'The first line of a.csv must name the columns'],
    [
      'a file over the limit',
      { 'a.csv': 'x'.repeat(10 * 1024 * 1024 + 1) },
      'a.csv has 10.0 MB, and 10 MB is the most.',
    ],
  ])('refuses %s in words', async (_, files, words) => {
    await drop(files);
    await page.getByRole('alert').filter({ hasText: words }).waitFor();
    expect(await inBrowser.accessibilityProblems()).toEqual([]);
  });

  it('shows what a dropped file would do, hostile texts as texts, and no claim code', async () => {
    await manifest.add({ serialNumber: 'B-CHANGE', cameraName: 'b-change', owner: 'ada@example.com' });
    await drop({
      'cameras.csv':
        'serial,camera,owner,displayName,claimCode\n' +
        'B-NEW,b-new,,<img src=x onerror=alert(1)>,\n' +
        'B-CHANGE,b-change,eve@example.com,<b>gnp.exe</b>,\n' +
        'B-CODE,b-code,,,7KQW-2M4X-9TBRA\n' +
        '<script>alert(2)</script>,b bad,nobody,"=1+1",\n',
    });
    await page.getByRole('row', { name: /b-new.*<img src=x onerror=alert\(1\)>.*Added/ }).waitFor();
    await page.getByRole('row', { name: /b-change.*owner: ada@example.com → eve@example.com.*Changed/ }).waitFor();
    await page.getByRole('row', { name: /b-code.*its claim code is set.*Added/ }).waitFor();
    expect(await page.getByRole('row').count()).toBe(5);
    expect(await page.content()).not.toMatch(/7KQW/);
    expect(await page.locator('main script, main img').count()).toBe(0);
    expect(await inBrowser.accessibilityProblems()).toEqual([]);
    await button('Only problems 1').click();
    expect(await page.getByRole('row').count()).toBe(2);
    await button('b bad').click();
    const whole = page.getByRole('dialog');
    await whole.getByText('owner is "nobody"; it takes one e-mail address').waitFor();
    expect(await whole.locator('dd').allTextContents()).toEqual([
      '<script>alert(2)</script>',
      'b bad',
      'nobody',
      '=1+1',
    ]);
    expect(await inBrowser.accessibilityProblems()).toEqual([]);
    await button('Close').click();
    await button('Only problems 1').click();
  });

  it('asks before it changes an entry, imports, and gives what failed to be corrected', async () => {
    await button('Import 3 rows').click();
    await page
      .getByRole('dialog')
      .getByText('What one entry says beside the camera’s name becomes what the file says.')
      .waitFor();
    expect(await inBrowser.accessibilityProblems()).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect(await manifest.cameraNameOf('B-NEW')).toBeUndefined();
    await button('Import 3 rows').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click();
    await inBrowser.visible('2 added');
    for (const words of ['1 changed', '0 unchanged', '1 failed']) await inBrowser.visible(words);
    expect(await inBrowser.accessibilityProblems()).toEqual([]);
    const failed = await downloaded('Download the failed rows');
    expect(failed.name).toBe('cameras.failed.csv');
    expect(failed.text).toMatch(/^\ufeffserial,camera,owner,displayName,reason\n/);

    await anotherFile();
    await choose(
      failed.text.replace('<script>alert(2)</script>,b bad,nobody', 'B-BAD,b-bad,ada@example.com'),
      failed.name,
    );
    await button('Import 1 row').click();
    await inBrowser.visible('1 added');
    await page.getByRole('heading', { name: 'cameras.failed.csv' }).waitFor();
    await anotherFile();
    await choose('serial,camera,owner,displayName\nB-BAD,b-bad,ada@example.com,=1+1\n');
    await page.getByRole('row', { name: /b-bad.*Unchanged/ }).waitFor();
    await anotherFile();
  });

  it('makes claim codes on demand, and lets nobody leave without them', async () => {
    await choose('serial,camera,owner\nM-1,m-1,\nM-2,m-2,\nM-3,m-3,ada@example.com\n', 'labels.csv');
    await page.getByRole('checkbox', { name: 'Make claim codes for cameras without an owner (2)' }).check();
    await page.getByRole('row', { name: /m-1.*it gets a claim code/ }).waitFor();
    await button('Import 3 rows').click();
    await inBrowser.visible('They are in this tab and nowhere else.');
    expect(await inBrowser.accessibilityProblems()).toEqual([]);

    // Another page of the console, and back.
    await page.getByRole('link', { name: 'Executions' }).click();
    await page.goBack();
    await button('Download the claim codes').waitFor();
    // Staying is what this test's browser answers.
    await page.reload({ timeout: 2000 }).catch(() => undefined);
    expect(asked()).toBe(1);

    const { name, text } = await downloaded('Download the claim codes');
    expect(name).toBe('labels.claim-codes.csv');
    expect(text.trimEnd().split('\n').sort()).toEqual([
      expect.stringMatching(/^M-1,m-1,[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}$/),
      expect.stringMatching(/^M-2,m-2,/),
      'serial,camera,claimCode',
    ]);
    const code = text.split('\n')[1]!.split(',')[2]!;
    expect(await page.content()).not.toContain(code);
    await page.reload();
    await page.getByRole('heading', { name: 'Import a manifest' }).waitFor();
    expect(asked()).toBe(0);
  });
  /** How often the browser asked whether to leave; forgets it. */
  const asked = (): number =>
    (inBrowser.troubles as string[]).splice(0).filter((trouble) => trouble === 'dialog: ').length;

  it('keeps 10,000 rows out of the page but for those in sight, shows how far the import is, and stops it on demand', async () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => `T-${i},t-${i},`);
    await choose(`serial,camera,owner\n${rows.join('\n')}\n`, 'ten-thousand.csv');
    await button('All 10,000').waitFor();
    for (const part of [0.5, 1]) {
      await page.evaluate(`scrollTo(0, document.body.scrollHeight * ${part})`);
      await page.locator(`[aria-rowindex="${Math.min(9_990, Math.round(10_000 * part))}"]`).waitFor();
      expect(await page.getByRole('row').count()).toBeLessThan(60);
    }
    await page.evaluate('scrollTo(0, 0)');
    await page.getByRole('checkbox').check();
    await button('Import 10,000 rows').click();
    const progress = page.getByRole('progressbar', { name: 'Rows imported' });
    await until(async () => Number(await progress.getAttribute('value')) > 100);
    expect(await inBrowser.accessibilityProblems()).toEqual([]);
    await button('Stop').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop it' }).click();
    await progress.waitFor({ state: 'detached' });
    await page
      .getByRole('alert')
      .filter({ hasText: /^⚠ Stopped after .* of 10,000 rows\. What is imported stays\./ })
      .waitFor();
    expect(await inBrowser.accessibilityProblems()).toEqual([]);
    // The codes that it has are there, although the import broke off.
    const codes = (await downloaded('Download the claim codes')).text.trimEnd().split('\n').length - 1;
    expect(codes).toBeGreaterThan(100);
    await button('Import the same file again').click();
    await button(/^Unchanged/).waitFor();
    expect(await page.getByRole('checkbox').isChecked()).toBe(true);
    await anotherFile();
  });

  it('is as readable in the dark, and on a phone', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 375, height: 700 });
    const calm = async () => {
      expect(await inBrowser.accessibilityProblems()).toEqual([]);
      expect(await sidewaysScroll()).toBe(0);
    };
    await calm();
    const long = 'x'.repeat(128);
    await choose(`serial,camera,owner,displayName\nPHONE-1,${long},,${long}\n${long},phone,,\n`, `${long}.csv`);
    await button('All 2').waitFor();
    await calm();
    await button('Import 1 row').click();
    await inBrowser.visible('1 failed');
    await calm();
  });

  it('had no error on the way', () =>
    expect(inBrowser.troubles.filter((trouble) => !trouble.includes('409 (Conflict)'))).toEqual([]));
});
