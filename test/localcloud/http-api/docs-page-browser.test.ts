// The page at /_docs/ in a browser: the deployed API's document, read and tried.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeInBrowser, openBrowser, type TestBrowser } from '../../support/browser.ts';
import { registerCamera } from '../../support/camera.ts';
import { startLensgate, type Lensgate } from '../../support/lensgate.ts';

describeInBrowser('the page of the API in a browser', () => {
  let lensgate: Lensgate;
  let browser: TestBrowser;
  beforeAll(async () => {
    lensgate = await startLensgate();
    await registerCamera(lensgate, { serialNumber: 'SN-1', cameraName: 'front-door', owner: 'ada@example.com' });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await lensgate?.stop();
  });

  it('shows every operation, and tries one with a token that was typed in', async () => {
    const page = browser.context.pages()[0]!;
    const troubles: string[] = [];
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
    const apiUrl = lensgate.outputs.get('ApiUrl')!;
    const { paths } = (await (await fetch(`${apiUrl}/openapi.json`)).json()) as { paths: Record<string, object> };
    await page.goto(new URL('/_docs/', apiUrl).href);
    await page.locator('.opblock').first().waitFor();
    const methods = Object.values(paths).flatMap((path) =>
      Object.keys(path).filter((name) => /^(get|put|post|patch|delete)$/.test(name)),
    );
    expect(await page.locator('.opblock').count()).toBe(methods.length);

    await page.getByRole('button', { name: 'Authorize' }).first().click();
    const bearer = page.locator('.auth-container', { hasText: 'Bearer' }).first();
    await bearer.locator('input').fill(await lensgate.token('ada@example.com'));
    await bearer.getByRole('button', { name: 'Apply credentials' }).click();
    await bearer.getByRole('button', { name: 'Close' }).click();
    const list = page.locator('.opblock', { has: page.locator('[data-path="/cameras"]') });
    await list.locator('.opblock-summary').click();
    await list.getByRole('button', { name: /Try it out/ }).click();
    await list.getByRole('button', { name: 'Execute' }).click();
    await list.locator('.live-responses-table').getByText('front-door').first().waitFor();
    expect(troubles).toEqual([]);
  });
});
