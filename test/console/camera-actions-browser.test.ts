// What an admin does to a camera in the browser: the menu, the name that has to be typed, and what stands afterwards.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { readOneCamera } from '../../cli/cameras/one-camera.ts';
import { documentClient } from '../../records/document-client.ts';
import { describeInBrowser } from '../support/browser.ts';
import { registerCamera } from '../support/camera.ts';
import type { TestConsole } from '../support/console.ts';
import { openConsoleInBrowser, type ConsoleInBrowser } from '../support/console-in-browser.ts';
import type { Lensgate } from '../support/lensgate.ts';

describeInBrowser('actions on a camera in a browser', () => {
  let inBrowser: ConsoleInBrowser;
  let lensgate: Lensgate;
  let web: TestConsole;
  let page: Page;
  beforeAll(async () => {
    inBrowser = await openConsoleInBrowser();
    ({ lensgate, web, page } = inBrowser);
    await registerCamera(lensgate, { serialNumber: 'SN-1', cameraName: 'front-door', owner: 'ada@example.com' });
    await page.goto(web.url);
    await page.goto(`${web.origin}/cameras/front-door`);
    await page.getByText('Actions', { exact: true }).click();
  });
  afterAll(() => inBrowser?.close());

  const look = async () =>
    (
      await readOneCamera({
        cameras: { client: documentClient(lensgate.client), tableName: lensgate.outputs.get('TableName')! },
        historyTableName: lensgate.outputs.get('HistoryTableName'),
        cameraName: 'front-door',
        newestEvents: 10,
      })
    ).camera;
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const says = (text: string) => page.getByRole('status').filter({ hasText: text }).waitFor();
  const dialog = () => page.getByRole('dialog');
  const post = (what: string, body: object) =>
    web.json<{ error?: string }>(`/api/cameras/front-door/${what}`, { method: 'POST', body: JSON.stringify(body) });

  it('ends all sessions: the channel is another one', async () => {
    const before = await look();
    await button('End all sessions').click();
    expect(await inBrowser.accessibilityProblems()).toEqual([]);
    await dialog().getByLabel('Why, for the history').fill('A guest stayed');
    await button('End them').click();
    await says('All sessions have ended.');
    expect((await look())?.channelArn).not.toBe(before?.channelArn);
    await page.locator('section[aria-labelledby="story"]').getByText('A guest stayed').waitFor();
  });

  it('changes the owner only for whoever types the camera’s name', async () => {
    await button('Change its owner').click();
    const yes = dialog().getByRole('button', { name: 'Change its owner' });
    await dialog().getByLabel('E-mail address of its new owner').fill('Eve@Example.com');
    for (const typed of ['', 'front', 'Front-Door', 'front-door ']) {
      await dialog().getByLabel('Type its name').fill(typed);
      expect([typed, await yes.isDisabled()]).toEqual([typed, true]);
    }
    await dialog().getByLabel('Type its name').fill('front-door');
    expect(await inBrowser.accessibilityProblems()).toEqual([]);
    await yes.click();
    await says('The camera is Eve@Example.com’s.');
    expect((await look())?.owner).toBe('eve@example.com');
  });

  it('makes it nobody’s, and a claim code for whoever is next', async () => {
    await button('Change its owner').first().click();
    await dialog().getByLabel('Type its name').fill('front-door');
    await dialog().getByRole('button', { name: 'Change its owner' }).click();
    await says('The camera is nobody’s.');
    await button('Make a claim code').click();
    await says('Claim code, shown this once:');
    expect((await look())?.owner).toBeUndefined();
  });

  it.each([
    ['retire', { certificate: 'ban', recordings: 'keep', manifest: 'keep' }, 'Type front-door to confirm.'],
    ['retire', { confirm: 'front-door', certificate: 'burn' }, 'certificate is one of ban, rearm.'],
    ['owner', { confirm: 'garage', owner: null }, 'Type front-door to confirm.'],
    ['owner', { confirm: 'front-door' }, 'The owner is one e-mail address'],
    ['owner', { confirm: 'front-door', owner: 'nobody' }, 'The owner is one e-mail address'],
    ['end-sessions', { reason: 'two\nlines' }, 'A reason has at most 512 characters'],
  ])('refuses %s %j, and changes nothing', async (what, body, sentence) => {
    const before = await look();
    expect((await post(what, body)).error).toContain(sentence);
    expect(await look()).toEqual(before);
  });

  it('retires the camera for whoever types its name: then there is none', async () => {
    await button('Retire the camera').click();
    await dialog().getByLabel('Manifest').selectOption('remove');
    await dialog().getByLabel('Type its name').fill('front-door');
    await button('Retire it').click();
    await inBrowser.visible('There is no camera of this name');
    await expect(look()).rejects.toThrow('There is no camera front-door, and the manifest expects none.');
  });

  // The page looked at the shares as the owner that it was taken from.
  it('had no error on the way', () =>
    expect(inBrowser.troubles.filter((trouble) => !trouble.includes('status of 403'))).toEqual([]));
});
