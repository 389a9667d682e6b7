// The fleet and a camera's story in a browser: found, filtered, told in order, and readable by everybody.
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { documentClient, type DocumentClient } from '../../records/document-client.ts';
import { openManifestTable } from '../../cli/manifest/table.ts';
import type { Fleet } from '../../console/api/cameras.ts';
import { cameraEventItem, cameraEventKinds, type CameraEvent } from '../../records/camera-history.ts';
import { describeInBrowser } from '../support/browser.ts';
import { registerCamera } from '../support/camera.ts';
import type { TestConsole } from '../support/console.ts';
import { openConsoleInBrowser, type ConsoleInBrowser } from '../support/console-in-browser.ts';
import type { Lensgate } from '../support/lensgate.ts';
import { until } from '../support/until.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const hostile = ['<script>alert(1)</script>', '<img src=x onerror=alert(2)>', '\u202Egnp.exe', 'x'.repeat(128)];

describeInBrowser('the cameras in a browser', () => {
  let inBrowser: ConsoleInBrowser;
  let lensgate: Lensgate;
  let web: TestConsole;
  let page: Page;
  let dynamoDb: DocumentClient;
  beforeAll(async () => {
    inBrowser = await openConsoleInBrowser();
    ({ lensgate, web, page } = inBrowser);
    dynamoDb = documentClient(lensgate.client);
    await registerCamera(lensgate, { serialNumber: 'SN-1', cameraName: 'front-door', owner: 'ada@example.com' });
    await openManifestTable(lensgate.client, lensgate.outputs.get('TableName')!).add({
      serialNumber: 'SN-2',
      cameraName: 'awaited',
    });
    await page.goto(web.url);
  });
  afterAll(() => inBrowser?.close());

  /** As RecordHistory writes it. */
  const happened = (event: Omit<CameraEvent, 'id'> & { id?: string }, cameraName = 'front-door') =>
    dynamoDb.send(
      new PutCommand({
        TableName: lensgate.outputs.get('HistoryTableName')!,
        Item: cameraEventItem(cameraName, { id: event.kind, ...event }, 2_000_000_000),
      }),
    );
  const story = () => page.locator('section[aria-labelledby="story"]');
  const lines = () => story().locator(':scope > ol > li');
  const chapter = (name: string) => story().getByRole('button', { name, exact: true }).click();
  const noonToday = new Date().setHours(12, 0, 0, 0);

  it('says where a story begins while nothing has happened', async () => {
    await page.goto(`${web.origin}/cameras/awaited`);
    await story().getByText('Nothing has happened yet').waitFor();
    expect(await inBrowser.accessibilityProblems()).toEqual([]);
  });

  it('tells what happened to a camera, newest first, and goes on by itself', async () => {
    await page.goto(`${web.origin}/cameras/front-door`);
    await lines().filter({ hasText: 'See the execution' }).first().waitFor();
    const from = Date.now();
    await happened({ at: from + 1, kind: 'claimed', userId: 'ada@example.com' });
    await happened({ at: from + 2, kind: 'shared', userId: 'ada@example.com', to: 'bob@example.com' });
    await happened({ at: from + 3, kind: 'disconnected', reason: 'MQTT_KEEP_ALIVE_TIMEOUT' });
    await happened({ at: from + 4, kind: 'transfer-accepted', userId: 'eve@example.com', from: 'ada@example.com' });
    await lines().nth(3).getByText('Claimed').waitFor();
    expect((await lines().allTextContents()).slice(0, 4)).toEqual([
      expect.stringMatching(/Transferred from ada@example.com to eve@example.com$/),
      expect.stringMatching(/Disconnected nothing was heard of it for longer than its keep-alive time$/),
      expect.stringMatching(/Shared with bob@example.com, by ada@example.com$/),
      expect.stringMatching(/Claimed by ada@example.com$/),
    ]);
    expect(await inBrowser.accessibilityProblems()).toEqual([]);
  });

  it('leads from a registration to its execution', async () => {
    await chapter('Registrations');
    await lines().first().waitFor();
    expect(await lines().count()).toBe(1);
    await lines().getByRole('link', { name: 'See the execution' }).click();
    await page.waitForURL(/\/executions\/[0-9a-f]{64}$/);
    await page.goBack();
  });

  it('folds a camera that comes and goes, and shows each connection when it is asked to', async () => {
    for (let n = 0; n < 24; n++) {
      await happened(
        {
          at: noonToday + n * 1000,
          kind: n % 2 === 0 ? 'connected' : 'disconnected',
          ...(n % 2 === 1 && { reason: 'CONNECTION_LOST' }),
        },
        'flapping',
      );
    }
    await dynamoDb.send(
      new PutCommand({
        TableName: lensgate.outputs.get('TableName')!,
        Item: {
          ...{ pk: 'camera#flapping', sk: 'camera', cameraName: 'flapping', serialNumber: 'SN-3', status: 'ACTIVE' },
          certificateExpiresAt: Math.floor((Date.now() + 10 * dayMs) / 1000),
        },
      }),
    );
    await page.goto(`${web.origin}/cameras/flapping`);
    const summary = story().getByText('12 connections today');
    await summary.waitFor();
    expect(await lines().count()).toBe(1);
    await summary.click();
    await story().getByText('the connection broke').first().waitFor();
    expect(await story().locator('ol ol li').count()).toBe(24);
    expect(await inBrowser.accessibilityProblems()).toEqual([]);
  });

  it('reads older parts when it is asked to, and finds a chapter among thousands of connections', async () => {
    await happened({ at: noonToday - 90 * dayMs, kind: 'claimed', userId: 'old@example.com' }, 'busy');
    for (let n = 0; n < 250; n++) {
      await happened({ at: noonToday - (n * dayMs) / 3, kind: n % 2 ? 'connected' : 'disconnected' }, 'busy');
    }
    await page.goto(`${web.origin}/cameras/busy`);
    await story().getByRole('button', { name: 'Older' }).waitFor();
    expect(await story().locator('li').count()).toBe(100);
    await story().getByRole('button', { name: 'Older' }).click();
    await until200();
    await story().getByRole('button', { name: 'Older' }).click();
    await story().getByText('old@example.com').waitFor();
    expect(await story().getByRole('button', { name: 'Older' }).count()).toBe(0);
    await chapter('Ownership');
    await story().getByText('old@example.com').waitFor();
    expect(await lines().count()).toBe(1);
  });
  const until200 = () => story().locator('li').nth(199).waitFor();

  it('shows hostile texts in every field as text', async () => {
    for (const [i, text] of hostile.entries()) {
      for (const [k, kind] of cameraEventKinds.entries()) {
        const texts = { userId: text, to: text, from: text, executionName: text, error: text, reason: text };
        await happened({ at: noonToday - i * hourMs - k, id: `${text}#${k}`, kind, ...texts }, 'hostile');
      }
    }
    await page.goto(`${web.origin}/cameras/hostile`);
    for (const text of hostile) await story().getByText(text, { exact: true }).first().waitFor();
    expect(await page.locator('main script, main img').count()).toBe(0);
    expect(await inBrowser.accessibilityProblems()).toEqual([]);
    const href = await story().getByRole('link').first().getAttribute('href');
    expect(href).toBe(`/executions/${encodeURIComponent(hostile[0]!)}`);
  });

  it('filters the fleet, with counts', async () => {
    await page.goto(`${web.origin}/cameras`);
    const group = (name: string | RegExp) =>
      page.getByRole('group', { name: 'Filter by state' }).getByRole('button', { name });
    await group('All 3').waitFor();
    expect(await page.getByRole('group', { name: 'Filter by state' }).textContent()).toBe(
      'All 3Online 0Offline 2Expected 1Expiring soon 1Unclaimed 1',
    );
    expect(await page.getByRole('row', { name: /flapping.*Expires soon/ }).count()).toBe(1);
    for (const [name, shown] of [
      ['Offline 2', 2],
      ['Expected 1', 1],
      ['Expiring soon 1', 1],
      ['Unclaimed 1', 1],
    ] as const) {
      await group(name).click();
      await until(async () => (await page.getByRole('row').count()) === shown + 1);
    }
    expect(await inBrowser.accessibilityProblems()).toEqual([]);
    await group(/Online/).click();
    await inBrowser.visible('Nothing matches');
    expect(await inBrowser.accessibilityProblems()).toEqual([]);
    await page.getByRole('button', { name: 'Show all cameras' }).click();
    await page.getByRole('searchbox').fill('SN-2');
    await group('All 1').waitFor();
    await until(async () => (await page.getByRole('row').count()) === 2);
  });

  it('filters 10,000 cameras without holding up the page', async () => {
    const now = Date.now();
    const fleet: Fleet = {
      ...{ readAt: now, freshForMs: 600_000 },
      cameras: Array.from({ length: 10_000 }, (_, i) => ({
        ...{
          cameraName: `camera-${i}`,
          serialNumber: `SN-${i}`,
          displayName: `Door ${i}`,
          status: 'ACTIVE',
          shares: 0,
        },
        ...{ online: i % 3 > 0, owner: `user-${i % 500}@example.com`, certificateId: `${i}`.padStart(64, 'a') },
        ...{ registeredAt: now - i * 60_000, certificateExpiresAt: now + i * hourMs },
      })),
    };
    await page.route('**/api/fleet', (route) => route.fulfill({ json: fleet }));
    await page.goto(`${web.origin}/cameras`);
    await page.getByRole('button', { name: 'All 10,000' }).waitFor();
    await page.getByRole('button', { name: /^Offline 3,334$/ }).click();
    await page.getByRole('table', { name: 'Cameras' }).and(page.locator('[aria-rowcount="3335"]')).waitFor();
    await page.getByRole('button', { name: 'All 10,000' }).click();
    await page.getByRole('searchbox').fill('user-42@');
    await page.locator('[aria-rowcount="21"]').waitFor();
    await page.getByRole('searchbox').fill('');
    await page.getByRole('button', { name: 'All 10,000' }).waitFor();
    expect(await page.getByRole('row').count()).toBeLessThan(60);
    await page.unroute('**/api/fleet');
  });

  it('is as readable in the dark, and on a phone', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 375, height: 700 });
    for (const [path, text] of [
      ['/cameras', 'Expires soon'],
      ['/cameras/front-door', 'Transferred'],
      ['/cameras/flapping', '12 connections today'],
      ['/cameras/hostile', hostile[0]!],
    ] as const) {
      await page.goto(`${web.origin}${path}`);
      await inBrowser.visible(text);
      expect(await inBrowser.accessibilityProblems()).toEqual([]);
      const wide = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect([path, wide]).toEqual([path, 0]);
    }
  });

  it('had no error on the way', () => expect(inBrowser.troubles).toEqual([]));
});
