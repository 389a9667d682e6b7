// The console in a browser: from an empty system to a camera that is registered, and everything readable by everybody.
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { ExecutionsNews } from '../../console/api/executions.ts';
import { openManifestTable } from '../../cli/manifest/table.ts';
import { describeInBrowser } from '../support/browser.ts';
import { connectCamera, makeCamera } from '../support/camera.ts';
import type { TestConsole } from '../support/console.ts';
import { openConsoleInBrowser, type ConsoleInBrowser } from '../support/console-in-browser.ts';
import type { Lensgate } from '../support/lensgate.ts';

describeInBrowser('the console in a browser', () => {
  let inBrowser: ConsoleInBrowser;
  let lensgate: Lensgate;
  let web: TestConsole;
  let page: Page;
  beforeAll(async () => {
    inBrowser = await openConsoleInBrowser();
    ({ lensgate, web, page } = inBrowser);
  });
  afterAll(() => inBrowser?.close());

  const visible = (text: string): Promise<void> => inBrowser.visible(text);
  const accessibilityProblems = (): Promise<string[]> => inBrowser.accessibilityProblems();
  const outcomeOf = (state: string): Promise<string | null> =>
    page.locator(`[data-state="${state}"]`).getAttribute('data-outcome');

  it('opens with what to do first, and without the token in its address', async () => {
    await page.goto(web.url);
    await visible('No camera has registered yet');
    expect(page.url()).toBe(`${web.origin}/`);
    expect(await accessibilityProblems()).toEqual([]);
  });

  it('adds a demo camera and shows its registration as it runs, to green', async () => {
    await page.getByRole('button', { name: 'Add a demo camera' }).click();
    await page.waitForURL(/\/executions\/[0-9a-f]{64}$/);
    // No reload from here on.
    await page.locator('[data-outcome="running"]').first().waitFor();
    await page.locator('h1 .badge.good').waitFor();
    for (const state of [
      'IdentifyCamera',
      'ProvisionResources',
      'CreateThing',
      'GetViewerEndpoints',
      'ActivateCertificate',
    ]) {
      expect([state, await outcomeOf(state)]).toEqual([state, 'succeeded']);
    }
    expect(await accessibilityProblems()).toEqual([]);
  });

  it('tells of each state what went in and came out, by keyboard too', async () => {
    const state = page.locator('[data-state="CreateThing"]');
    await state.focus();
    await page.keyboard.press('Enter');
    const panel = page.getByRole('region', { name: 'State CreateThing' });
    expect(await panel.textContent()).toMatch(/iot:createThing/);
    expect(await panel.getByLabel('Output', { exact: true }).textContent()).toContain('"thingName": "demo-');
    await page.getByRole('button', { name: 'All states' }).click();
    expect(await outcomeOf('UndoRegistration')).toBe('none');
    await page.getByText(/^Event history/).click();
    await page.getByRole('cell', { name: 'ExecutionSucceeded' }).waitFor();
    expect(await accessibilityProblems()).toEqual([]);
  });

  it('leads to the camera, which is online, and whose whole chain holds', async () => {
    await page.getByRole('link', { name: /^demo-/ }).click();
    await page.locator('h1 .badge', { hasText: 'Online' }).waitFor();
    await visible('demo@example.com');
    await page.getByRole('button', { name: 'Examine the camera' }).click();
    await page.locator('li .badge', { hasText: 'Holds' }).first().waitFor();
    expect(await page.locator('li .badge', { hasText: 'Fails' }).count()).toBe(0);
    expect(await accessibilityProblems()).toEqual([]);
  });

  it('shows where and why a registration failed; after the repair it is registered again, and turns green', async () => {
    const camera = await makeCamera('SN-LATE');
    const giveUp = new AbortController();
    const connected = connectCamera(lensgate, 'late', camera, giveUp.signal);
    await page.goto(`${web.origin}/executions/${camera.certificateId}`);
    await page.locator('.failure', { hasText: 'UnknownSerialNumberError' }).waitFor();
    expect(await outcomeOf('IdentifyCamera')).toBe('caught');
    expect(await outcomeOf('ProvisioningFailed')).toBe('failed');
    expect(await accessibilityProblems()).toEqual([]);

    await openManifestTable(lensgate.client, lensgate.outputs.get('TableName')!).add({
      serialNumber: 'SN-LATE',
      cameraName: 'late',
    });
    await page.getByRole('button', { name: 'Register again' }).click();
    await page.waitForURL(new RegExp(`${camera.certificateId}-2$`));
    await page.locator('h1 .badge.good').waitFor();
    await connected;
  });

  it('lists, counts, filters and finds executions', async () => {
    await page.getByRole('link', { name: 'Executions' }).first().click();
    await page.getByRole('row', { name: /late.*Succeeded/ }).waitFor();
    await page.getByRole('row', { name: /UnknownSerialNumberError/ }).waitFor();
    expect(await accessibilityProblems()).toEqual([]);
    await page.getByRole('button', { name: 'Failed 1' }).click();
    expect(await page.getByRole('row').count()).toBe(2);
    await page.getByRole('button', { name: /^All/ }).click();
    await page.getByRole('searchbox').fill('demo-');
    await page
      .getByRole('row', { name: /SN-LATE|UnknownSerial/ })
      .first()
      .waitFor({ state: 'detached' });
    expect(await page.getByRole('row').count()).toBe(2);
    await page.getByRole('searchbox').fill('no such camera');
    await visible('Nothing matches');
  });

  it('says in the tab which page it is, goes there with the reader, and survives a path that is none', async () => {
    await page.goto(`${web.origin}/cameras`);
    await page.getByRole('link', { name: 'late' }).click();
    await page.getByRole('heading', { name: /late/ }).waitFor();
    expect(await page.title()).toBe('late · Cameras · Lensgate console');
    expect(await page.evaluate<string>('document.activeElement.id')).toBe('page');
    for (const path of ['/cameras/%', '/cameras/%E0%A4%A', '/nowhere']) {
      await page.goto(`${web.origin}${path}`);
      await visible(path === '/nowhere' ? 'There is no such page' : 'There is no camera of this name');
    }
  });

  it('shows hostile names as text', async () => {
    const hostile = ['<script>alert(1)</script>', '<img src=x onerror=alert(2)>', '\u202Egnp.exe', 'x'.repeat(128)];
    const dynamoDb = new DynamoDBClient(lensgate.client);
    for (const [index, name] of hostile.entries()) {
      const Item = {
        ...{ pk: { S: `camera#hostile-${index}` }, sk: { S: 'camera' }, cameraName: { S: name } },
        ...{ serialNumber: { S: name }, displayName: { S: name }, userId: { S: name }, status: { S: 'ACTIVE' } },
      };
      await dynamoDb.send(new PutItemCommand({ TableName: lensgate.outputs.get('TableName')!, Item }));
    }
    await page.getByRole('link', { name: 'Cameras' }).click();
    for (const name of hostile) await page.getByRole('link', { name }).first().waitFor();
    expect(await accessibilityProblems()).toEqual([]);
    await page.getByRole('link', { name: hostile[0]! }).first().click();
    await page.getByRole('heading', { name: hostile[0]! }).waitFor();
    expect(await page.locator('main script, main img').count()).toBe(0);
  });

  it('keeps 10,000 executions out of the page but for those in sight', async () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => ({
      ...{ name: `${i}`.padStart(64, '0'), status: 'SUCCEEDED' as const, cameraName: `camera-${i}` },
      ...{ startedAt: 1_790_000_000_000 - i * 1000, stoppedAt: 1_790_000_000_500 - i * 1000 },
    }));
    const news: ExecutionsNews = { all: true, complete: true, rows };
    await page.route('**/api/stream', (route) =>
      route.fulfill({ contentType: 'text/event-stream', body: `event: executions\ndata: ${JSON.stringify(news)}\n\n` }),
    );
    await page.goto(`${web.origin}/`);
    await page.getByRole('link', { name: 'camera-0', exact: true }).waitFor();
    for (const part of [0.25, 0.5, 0.75, 1]) {
      await page.evaluate(`scrollTo(0, document.body.scrollHeight * ${part})`);
      const near = Math.min(9_990, Math.round(10_000 * part));
      await page.locator(`[aria-rowindex="${near}"]`).waitFor();
      expect(await page.getByRole('row').count()).toBeLessThan(60);
    }
    await page.getByRole('link', { name: 'camera-9999', exact: true }).waitFor();
    await page.unroute('**/api/stream');
  });

  it('is as readable in the dark, and on a phone', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 375, height: 700 });
    for (const path of ['/', '/cameras', '/cameras/late']) {
      await page.goto(`${web.origin}${path}`);
      await page
        .getByText(path === '/cameras/late' ? 'Registrations' : /late/)
        .first()
        .waitFor();
      expect(await accessibilityProblems()).toEqual([]);
      const wide = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect([path, wide]).toEqual([path, 0]);
    }
  });

  it('had no error on the way', () => expect(inBrowser.troubles).toEqual([]));
});
