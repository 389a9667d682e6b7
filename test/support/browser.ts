// Debian's Chromium for tests of pages. Where it is absent these tests are skipped, and say so.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { chromium, type BrowserContext } from 'playwright-core';

const executablePath = '/usr/bin/chromium';
const present = existsSync(executablePath);

export const describeInBrowser: (name: string, tests: () => void) => void = (name, tests) => {
  if (present) return describe(name, tests);
  console.warn(`Skipped, because there is no ${executablePath} (apt-get install chromium): ${name}`);
  describe.skip(name, tests);
};

export interface TestBrowser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** With a profile of its own, and nothing of anybody's. */
export async function openBrowser(options: { readonly dark?: boolean } = {}): Promise<TestBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'lensgate-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    viewport: { width: 1280, height: 900 },
    colorScheme: options.dark ? 'dark' : 'light',
    args: [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      '--allow-loopback-in-peer-connection',
    ],
  });
  return {
    context,
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
