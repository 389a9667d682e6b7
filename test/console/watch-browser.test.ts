// Watching in a browser, from an empty system: a live picture whose clock goes on, shared with somebody else, revoked; and the wall.
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import type { About } from '../../console/api/about.ts';
import { describeInBrowser } from '../support/browser.ts';
import { openConsoleInBrowser, type ConsoleInBrowser } from '../support/console-in-browser.ts';
import { readTestCardClock } from '../support/test-card-clock.ts';
import { until } from '../support/until.ts';

describeInBrowser('watching in a browser', () => {
  let inBrowser: ConsoleInBrowser;
  let page: Page;
  let origin: string;
  let camera: string;
  beforeAll(async () => {
    inBrowser = await openConsoleInBrowser();
    page = inBrowser.page;
    origin = inBrowser.web.origin;
    // Counts the connections that are open.
    await page.addInitScript(`{
      const Own = RTCPeerConnection;
      globalThis.peers = new Set();
      globalThis.RTCPeerConnection = class extends Own {
        constructor(...given) { super(...given); peers.add(this); }
        close() { peers.delete(this); super.close(); }
      };
    }`);
    await page.goto(inBrowser.web.url);
  });
  afterAll(() => inBrowser?.close());

  const openConnections = (): Promise<number> => page.evaluate<number>('peers.size');
  const framesOf = (video: Locator): Promise<number> =>
    video.evaluate(
      (element) =>
        (element as unknown as { getVideoPlaybackQuality(): { totalVideoFrames: number } }).getVideoPlaybackQuality()
          .totalVideoFrames,
    );
  const isWide = (): Promise<number> =>
    page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

  /** Frames are decoded, and the clock on the card is that of now and goes on. */
  async function expectMovingPicture(video: Locator): Promise<void> {
    const [frames, clock] = [await framesOf(video), await until(() => readTestCardClock(video))];
    expect(Math.abs(clock - Date.now())).toBeLessThan(10_000);
    const later = await until(async () => ((await readTestCardClock(video)) ?? 0) >= clock + 2000 && Date.now());
    expect(later).toBeGreaterThanOrEqual(clock + 2000);
    expect(await framesOf(video)).toBeGreaterThan(frames + 5);
  }

  async function addDemoCamera(): Promise<string> {
    await page.getByRole('button', { name: 'Add a demo camera' }).click();
    await page.waitForURL(/\/executions\/[0-9a-f]{64}$/);
    await page.locator('h1 .badge.good').waitFor();
    const link = page.getByRole('link', { name: /^demo-/ });
    await link.waitFor();
    return (await link.textContent())!.trim();
  }

  it('shows the moving picture of a camera that has just registered', async () => {
    camera = await addDemoCamera();
    await page.getByRole('link', { name: camera }).click();
    await page.locator('h1 .badge', { hasText: 'Online' }).waitFor();
    await inBrowser.visible('Watching as demo@example.com');
    await page.getByRole('button', { name: 'Watch', exact: true }).click();
    await page.getByText(/\d+ × \d+ · \d+ kbit\/s · round trip .* · first frame after/).waitFor();
    await expectMovingPicture(page.locator('video'));
    expect(await inBrowser.accessibilityProblems()).toEqual([]);
    await page.getByRole('button', { name: 'Stop watching' }).click();
    await until(async () => (await openConnections()) === 0);
  });

  it('shares it with somebody else, who sees it', async () => {
    await page.getByLabel('E-mail address', { exact: true }).fill('Bob@Example.com');
    await page.getByRole('button', { name: 'Share', exact: true }).click();
    const shares = page.getByRole('list', { name: 'Shared with' });
    await shares.getByText('bob@example.com', { exact: true }).waitFor();
    await shares.getByText('until it is revoked').waitFor();
    expect(await inBrowser.accessibilityProblems()).toEqual([]);
    await shares.getByRole('button', { name: 'See it as them' }).click();
    await page.waitForURL(`${origin}/watch?cameras=${camera}`);
    await inBrowser.visible('Watching as bob@example.com');
    await page.locator('article .badge', { hasText: 'Live' }).waitFor();
    await expectMovingPicture(page.locator('video'));
    expect(await openConnections()).toBe(1);
    expect(await inBrowser.accessibilityProblems()).toEqual([]);
  });

  it('says to whom it is not shared that only the owner shares', async () => {
    await page.getByRole('article').getByRole('link').click();
    await inBrowser.visible('Only its owner');
    await until(async () => (await openConnections()) === 0);
    await page.getByRole('button', { name: 'Back to the owner' }).click();
    await inBrowser.visible('Watching as demo@example.com');
  });

  it('refuses, in words, an address that is none and a share that has ended', async () => {
    await page.getByLabel('E-mail address', { exact: true }).fill('nobody');
    await page.getByRole('button', { name: 'Share', exact: true }).click();
    await page.getByRole('alert').getByText('path.email').waitFor();
    await page.getByLabel('E-mail address', { exact: true }).fill('zoe@example.com');
    await page.getByLabel('Until (may stay empty)').fill('2001-01-01T00:00');
    await page.getByRole('button', { name: 'Share', exact: true }).click();
    await page.getByRole('alert').getByText('must lie in the future').waitFor();
  });

  it('revokes the share, and the other is refused in words', async () => {
    await page.getByRole('list', { name: 'Shared with' }).getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await inBrowser.visible('Nobody but the owner may see it');
    await page.getByRole('button', { name: 'Change user' }).click();
    await page.getByLabel('Whose eyes?').fill('bob@example.com');
    await page.getByRole('button', { name: 'Continue' }).click();
    await inBrowser.visible('Watching as bob@example.com');
    await page.getByRole('button', { name: 'Watch', exact: true }).click();
    await inBrowser.visible(`bob@example.com may not see ${camera} (or it does not exist).`);
    expect(await openConnections()).toBe(0);
    expect(await inBrowser.accessibilityProblems()).toEqual([]);
    await page.getByRole('button', { name: 'Stop watching' }).click();
    await page.getByRole('button', { name: 'Back to the owner' }).click();
  });

  it('throws everybody out, and comes back by itself', async () => {
    await page.getByRole('button', { name: 'Watch', exact: true }).click();
    await page.locator('.badge', { hasText: 'Live' }).waitFor();
    await page.getByRole('button', { name: 'End all live sessions' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End them' }).click();
    await inBrowser.visible('The sessions are being ended');
    await page.locator('.badge', { hasText: 'Connecting again' }).waitFor();
    await page.locator('.badge', { hasText: 'Live' }).waitFor();
    await expectMovingPicture(page.locator('video'));
  });

  it('has a wall of those that are online', async () => {
    for (let more = 0; more < 2; more++) {
      await page.getByRole('link', { name: 'Cameras', exact: true }).first().click();
      await addDemoCamera();
    }
    await page.getByRole('link', { name: 'Watch', exact: true }).click();
    await inBrowser.visible('Watching as demo@example.com');
    await until(async () => (await page.getByRole('article').count()) === 3);
    for (const tile of await page.getByRole('article').all()) {
      await tile.getByText(/\d+ × \d+ · \d+ kbit\/s/).waitFor();
      await expectMovingPicture(tile.locator('video'));
    }
    expect(await openConnections()).toBe(3);
    expect(await inBrowser.accessibilityProblems()).toEqual([]);
  });

  it('makes a tile large, and small again, by keyboard', async () => {
    const second = page.getByRole('article').nth(1);
    const width = async (): Promise<number> => (await second.boundingBox())!.width;
    const small = await width();
    await second.getByRole('button', { name: /large$/ }).focus();
    await page.keyboard.press('Enter');
    expect(await width()).toBeGreaterThan(small * 1.8);
    await page.keyboard.press('Escape');
    expect(await width()).toBe(small);
    expect(await openConnections()).toBe(3);
  });

  it('keeps the choice in the address, over a reload', async () => {
    await page.getByText('Choose cameras (3 of 3)').click();
    await page.getByRole('checkbox', { name: camera }).uncheck();
    await until(async () => (await openConnections()) === 2);
    expect(new URL(page.url()).searchParams.get('cameras')?.split(',')).toHaveLength(2);
    await page.reload();
    await until(async () => (await page.getByRole('article').count()) === 2);
    expect(await page.getByRole('article', { name: camera }).count()).toBe(0);
  });

  it('fits a phone, and is as readable in the dark', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.locator('.badge', { hasText: 'Live' }).first().waitFor();
    await page.setViewportSize({ width: 375, height: 700 });
    for (const path of [page.url(), `${origin}/cameras/${camera}`]) {
      await page.goto(path);
      await inBrowser.visible('Watching as');
      expect([path, await isWide()]).toEqual([path, 0]);
      expect(await inBrowser.accessibilityProblems()).toEqual([]);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('leaves no connection behind', async () => {
    await page.getByRole('link', { name: 'Watch', exact: true }).click();
    await until(async () => (await openConnections()) > 0);
    await page.getByRole('link', { name: 'Executions' }).click();
    await until(async () => (await openConnections()) === 0);
  });

  it('asks for an ID token where the stack has users of its own, and keeps it in memory only', async () => {
    await page.route('**/api/about', async (route) => {
      const about = await inBrowser.web.json<About>('/api/about');
      await route.fulfill({ json: { ...about, tokens: 'pasted' } satisfies About });
    });
    await page.goto(`${origin}/watch`);
    const field = page.getByLabel('ID token of the one who watches');
    await field.fill('hunter2');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('alert').getByText('That is no token').waitFor();
    expect(await inBrowser.accessibilityProblems()).toEqual([]);
    const token = await inBrowser.lensgate.token('demo@example.com');
    await field.fill(token);
    await page.getByRole('button', { name: 'Continue' }).click();
    await inBrowser.visible(/Watching as demo@example.com until/);
    await page.locator('article .badge', { hasText: 'Live' }).first().waitFor();
    const kept = await page.evaluate<string>(
      'JSON.stringify([localStorage, sessionStorage, document.cookie, location.href])',
    );
    expect(kept).not.toContain(token);
    // An hour later.
    await page.evaluate('{ const now = Date.now; Date.now = () => now() + 3_700_000; }');
    await page.getByRole('link', { name: 'Cameras', exact: true }).first().click();
    await page.getByRole('link', { name: 'Watch', exact: true }).click();
    await inBrowser.visible(/The token of demo@example.com ended at .* Paste another one/);
    expect(await openConnections()).toBe(0);
    await page.unroute('**/api/about');
  });

  it('has 16 cameras at most, offline ones say so, and one more is refused in words', async () => {
    const dynamoDb = new DynamoDBClient(inBrowser.lensgate.client);
    const names = Array.from({ length: 18 }, (_, i) => `still-${String(i).padStart(2, '0')}`);
    for (const name of names) {
      const Item = {
        ...{ pk: { S: `camera#${name}` }, sk: { S: 'camera' }, cameraName: { S: name }, serialNumber: { S: name } },
        ...{ userId: { S: 'mona@example.com' }, role: { S: 'OWNER' }, epoch: { N: '1' }, status: { S: 'ACTIVE' } },
        ...{ channelArn: { S: `arn:aws:kinesisvideo:us-east-1:000000000000:channel/${name}/1` } },
        ...{ registeredAt: { N: '1790000000' }, endpointsAt: { N: '1790000000' }, registeredBy: { S: 'test' } },
        ...{ certificateId: { S: 'a'.repeat(64) } },
        endpoints: {
          M: { viewer: { M: { wss: { S: 'ws://127.0.0.1:1' }, https: { S: 'http://127.0.0.1:1' } } } },
        },
      };
      await dynamoDb.send(new PutItemCommand({ TableName: inBrowser.lensgate.outputs.get('TableName')!, Item }));
    }
    await until(async () => (await (await inBrowser.web.ask('/api/fleet')).text()).includes('still-17'));
    await page.goto(`${origin}/watch?cameras=${names.join(',')}`);
    await inBrowser.visible('Watching as mona@example.com');
    await inBrowser.visible('The address names 18 cameras, and a wall has 16 at most: these are the first 16.');
    await until(async () => (await page.getByRole('article').count()) === 16);
    await until(async () => (await page.locator('article .badge', { hasText: 'Offline' }).count()) === 16);
    expect(await openConnections()).toBe(0);
    await page.getByText('Choose cameras (16 of 18)').click();
    await page.getByRole('checkbox', { name: 'still-17' }).click();
    await page.getByRole('alert').getByText('A wall has 16 cameras at most. Take one off first.').waitFor();
    expect(await page.getByRole('checkbox', { name: 'still-17' }).isChecked()).toBe(false);
    expect(await inBrowser.accessibilityProblems()).toEqual([]);
    await page.setViewportSize({ width: 3840, height: 2160 });
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('pairs a camera by a token that is in the memory of the page only', async () => {
    await page.goto(`${origin}/watch`);
    await page.getByRole('button', { name: 'Change user' }).click();
    await page.getByLabel('Whose eyes?').fill('zoe@example.com');
    await page.getByRole('button', { name: 'Continue' }).click();
    await inBrowser.visible('zoe@example.com has no cameras');
    await page.getByText('Pair a camera').click();
    await page.getByRole('button', { name: 'Ask for a pairing token' }).click();
    const token = (await page.getByLabel('Pairing token').textContent())!;
    expect(token).toMatch(/^[\w-]{43}$/);
    await page
      .getByRole('timer')
      .getByText(/^9 min \d+ s$/)
      .waitFor();
    expect(await page.getByLabel('Command').textContent()).toMatch(/^npx lensgate camera pair --serial .* --token -$/);
    expect(await inBrowser.accessibilityProblems()).toEqual([]);
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.getByRole('button', { name: 'Give it to a new demo camera' }).click();
    const paired = page.getByRole('status').getByText(/^demo-\w+ is paired: it belongs to zoe@example\.com now\.$/);
    await paired.waitFor();
    const [name = ''] = (await paired.textContent())!.split(' ');
    await page.getByRole('article', { name }).locator('.badge', { hasText: 'Live' }).waitFor();
    const kept = await page.evaluate<string>(
      'JSON.stringify([localStorage, sessionStorage, document.cookie, location.href, document.documentElement.outerHTML])',
    );
    expect([kept, ...requests].filter((text) => text.includes(token))).toEqual([]);
    expect(requests).not.toEqual([]);
  });

  it('says when a pairing token has ended', async () => {
    await page.getByRole('button', { name: 'Ask for a pairing token' }).click();
    await page.getByRole('timer').waitFor();
    await page.evaluate('{ const now = Date.now; Date.now = () => now() + 601_000; }');
    await page.getByRole('alert').getByText('The pairing token has ended').waitFor();
    expect(await page.getByLabel('Pairing token').count()).toBe(0);
    await page.getByRole('button', { name: 'Ask for another token' }).waitFor();
  });

  it('had no error on the way but those refusals', () => {
    const refusal = /^Failed to load resource: the server responded with a status of 400/;
    expect(inBrowser.troubles.filter((trouble) => !refusal.test(trouble))).toEqual([]);
  });
});
