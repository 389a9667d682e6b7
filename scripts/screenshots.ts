// `npm run screenshots`: the console's main pages into docs/images/, from a fresh system. Needs /usr/bin/chromium.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const projectDir = fileURLToPath(new URL('..', import.meta.url));
const images = join(projectDir, 'docs', 'images');

const temporary = await mkdtemp(join(tmpdir(), 'lensgate-screenshots-'));
const start = spawn(
  process.execPath,
  ['--import', 'tsx', 'localcloud/start.ts', '--ports', 'auto', '--data-dir', join(temporary, 'data')],
  { cwd: projectDir, stdio: ['ignore', 'pipe', 'inherit'] },
);
const stopped = new Promise((resolve) => start.once('close', resolve));
try {
  await mkdir(images, { recursive: true });
  await takePictures(await consoleUrl());
} finally {
  start.kill('SIGINT');
  await stopped;
  await rm(temporary, { recursive: true, force: true });
}

function consoleUrl(): Promise<string> {
  let printed = '';
  return new Promise((resolve, reject) => {
    start.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const url = /^Console: (http:\S+)\n/m.exec(printed)?.[1];
      if (url !== undefined) resolve(url);
    });
    void stopped.then(() => reject(new Error(`npm start ended before its console was up:\n${printed}`)));
  });
}

async function takePictures(url: string): Promise<void> {
  const browser = await chromium.launchPersistentContext(join(temporary, 'profile'), {
    executablePath: '/usr/bin/chromium',
    viewport: { width: 1280, height: 860 },
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-sync',
      '--allow-loopback-in-peer-connection',
    ],
  });
  const page = browser.pages()[0]!;
  const picture = (name: string) => page.screenshot({ path: join(images, `${name}.png`) });
  await page.goto(url);
  for (let cameras = 1; cameras <= 3; cameras++) {
    await page.getByRole('button', { name: 'Add a demo camera' }).click();
    await page.waitForURL(/\/executions\//);
    await page.locator('h1 .badge.good').waitFor();
    if (cameras < 3) await page.getByRole('link', { name: 'Executions' }).first().click();
  }
  await page.locator('[data-state="CreateSignalingChannel"]').click();
  await picture('execution');
  await page.getByRole('link', { name: 'Executions' }).first().click();
  await refusedCamera(() => page.getByRole('row', { name: /UnknownSerialNumberError/ }).waitFor());
  await picture('executions');
  await page.getByRole('link', { name: 'Cameras' }).click();
  await page.getByRole('row').nth(4).waitFor();
  await picture('cameras');
  await page.getByRole('link', { name: 'Watch', exact: true }).click();
  for (const tile of [0, 1, 2]) await page.getByRole('article').nth(tile).getByText(/kbit/).waitFor();
  await picture('wall');
  await page.getByRole('link', { name: 'Cameras' }).click();
  await page.getByRole('link', { name: 'demo-camera', exact: true }).click();
  await page.getByLabel('E-mail address').fill('bob@example.com');
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.locator('.shares bdi').waitFor();
  await page.getByText('See the execution').first().waitFor();
  await page.locator('.badge', { hasText: 'Shared' }).first().waitFor();
  await page.screenshot({ path: join(images, 'camera.png'), fullPage: true });
  await page.getByRole('link', { name: 'Attention' }).click();
  await page.getByText('UnknownSerialNumberError').first().waitFor();
  await picture('attention');
  await page.goto(new URL('/manifest', url).href);
  const csv =
    'serial,camera,owner,displayName\nSN-0042,porch,ada@example.com,Porch\n' +
    'SN-0043,garage,,Garage\nSN 0044,attic,ada@example.com,\nSN-0045,cellar,ada,\n';
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'fleet.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await page.getByText('SN-0043').first().waitFor();
  await picture('manifest');
  await browser.close();
}

/** One that the manifest doesn't know, until its refusal is to be seen. */
async function refusedCamera(seen: () => Promise<void>): Promise<void> {
  const camera = spawn(
    process.execPath,
    [
      ...['cli/lensgate.js', '--data-dir', join(temporary, 'data')],
      ...['camera', 'start', '--serial', 'SN-0042', '--camera', 'porch'],
    ],
    { cwd: projectDir, stdio: 'ignore' },
  );
  const closed = new Promise((resolve) => camera.once('close', resolve));
  await seen();
  camera.kill('SIGINT');
  await closed;
}
