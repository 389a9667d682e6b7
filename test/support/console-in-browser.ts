// The console of a system of its own, open in a browser; what goes wrong in the page is kept, and what isn't accessible is found.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { openBrowser } from './browser.ts';
import { stopCommands } from './command-line.ts';
import { startTestConsole, type TestConsole } from './console.ts';
import { startLensgate, type Lensgate } from './lensgate.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface ConsoleInBrowser {
  readonly lensgate: Lensgate;
  readonly web: TestConsole;
  readonly page: Page;
  /** Errors and dialogs of the page so far. */
  readonly troubles: readonly string[];
  /** Until the text is in sight. */
  visible(text: string | RegExp): Promise<void>;
  /** What axe finds wrong by WCAG 2.2 AA on the page as it is, one line each. */
  accessibilityProblems(): Promise<string[]>;
  close(): Promise<void>;
}

/** Nothing is opened yet. */
export async function openConsoleInBrowser(): Promise<ConsoleInBrowser> {
  const lensgate = await startLensgate();
  const web = await startTestConsole(lensgate);
  const browser = await openBrowser();
  const page = browser.context.pages()[0]!;
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
  return {
    lensgate,
    web,
    page,
    troubles,
    visible: (text) => page.getByText(text).first().waitFor(),
    accessibilityProblems: () => accessibilityProblems(page),
    async close() {
      await browser.close();
      await stopCommands();
      await lensgate.stop();
    },
  };
}

async function accessibilityProblems(page: Page): Promise<string[]> {
  // By the debugger, because the page's own policy lets in no script from elsewhere.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run: (options: object) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { violations } = await axe.run({ runOnly });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}
