// The console's list of executions in a browser: how soon it is there, and how evenly it scrolls, with 100 and with 10,000 of them.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { buildWhenStale, pagesDir } from '../console/build.ts';
import { serveConsole, type RunningConsole } from '../console/server/serve.ts';
import { median } from './side-by-side.ts';

const executablePath = '/usr/bin/chromium';
const rounds = 5;
const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:ProvisionCamera';

export async function benchConsole(): Promise<string> {
  if (!existsSync(executablePath)) return `Left out: there is no ${executablePath} (apt-get install chromium).`;
  await buildWhenStale();
  const profile = await mkdtemp(join(tmpdir(), 'lensgate-bench-'));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath,
    viewport: { width: 1280, height: 900 },
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  });
  const systems = [await startSystem(100), await startSystem(10_000)];
  try {
    const page = browser.pages()[0]!;
    await page.addInitScript(noticeFirstRow);
    for (const system of systems) await open(page, system);
    for (let round = 0; round < rounds; round++) {
      for (const system of systems) {
        system.opened.push(await open(page, system));
        system.frames.push(await scroll(page));
      }
    }
    return [
      'executions   opened after   frame, median   frame, 99 %   worst',
      ...systems.map(({ count, opened, frames }) => {
        const [middle, late, worst] = [0.5, 0.99, 1].map((part) => median(frames.map((of) => quantile(of, part))));
        return [
          count.toLocaleString('en').padStart(10),
          milliseconds(median(opened), 14),
          milliseconds(middle!, 15),
          milliseconds(late!, 13),
          milliseconds(worst!, 7),
        ].join(' ');
      }),
      '',
      'Opened: from the navigation to the first row in sight. Frames: while the list scrolls for two seconds, end to end.',
      'The backend is the real one; AWS behind it is a server that has that many executions. No GPU.',
    ].join('\n');
  } finally {
    await browser.close();
    for (const system of systems) await system.stop();
    await rm(profile, { recursive: true, force: true });
  }
}

const milliseconds = (value: number, width: number): string => `${value.toFixed(0)} ms`.padStart(width);

interface System {
  readonly count: number;
  readonly url: string;
  readonly opened: number[];
  readonly frames: number[][];
  stop(): Promise<void>;
}

async function startSystem(count: number): Promise<System> {
  const aws = createServer((request, response) => void answer(request, response, count));
  await new Promise<void>((resolve) => aws.listen(0, '127.0.0.1', resolve));
  const console = await serveConsole({
    port: 0,
    client: {
      region: 'us-east-1',
      endpoint: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
      credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    },
    local: true,
    stackName: 'Lensgate-bench-Service',
    stateMachineArn,
    tableName: 'cameras',
    pages: pagesDir,
    retryRegistration: () => Promise.reject(new Error('not here')),
    examineCamera: () => Promise.resolve([]),
    cameraActions: {} as never,
    apiUrl: 'http://127.0.0.1:1',
    viewers: { tokens: 'none' },
    openManifest: () => {
      throw new Error('not here');
    },
    describeFailure: String,
  });
  return { count, url: console.url, opened: [], frames: [], stop: () => stop(console, aws) };
}

async function stop(console: RunningConsole, aws: Server): Promise<void> {
  await console.stop();
  aws.closeAllConnections();
  await new Promise((resolve) => aws.close(resolve));
}

/** Just enough of Step Functions and DynamoDB: all registered, the newest now, ten seconds apart. */
async function answer(request: IncomingMessage, response: ServerResponse, count: number): Promise<void> {
  // Nothing else of AWS is here, such as CloudFormation.
  if (!request.headers['content-type']?.includes('json')) return void response.writeHead(403).end();
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const input = JSON.parse(Buffer.concat(chunks).toString()) as {
    nextToken?: string;
    maxResults?: number;
    executionArn?: string;
  };
  const operation = String(request.headers['x-amz-target']).split('.')[1];
  const say = (body: object): void => {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
  };
  if (operation === 'ListExecutions') {
    const from = Number(input.nextToken ?? 0);
    const to = Math.min(count, from + (input.maxResults ?? 100));
    return say({
      executions: Array.from({ length: to - from }, (_, index) => execution(from + index)),
      ...(to < count && { nextToken: `${to}` }),
    });
  }
  if (operation === 'DescribeExecution') {
    const index = Number(input.executionArn!.split(':').at(-1));
    return say({ ...execution(index), input: '{}', output: JSON.stringify({ cameraName: `camera-${index}` }) });
  }
  say({ Items: [], Count: 0, ScannedCount: 0 });
}

const begun = Math.floor(Date.now() / 1000);

function execution(index: number): object {
  const name = `${index}`.padStart(64, '0');
  const startDate = begun - index * 10;
  return {
    executionArn: `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`,
    ...{ stateMachineArn, name, status: 'SUCCEEDED', startDate, stopDate: startDate + 2 },
  };
}

const noticeFirstRow = `
  new MutationObserver(() => {
    if (globalThis.firstRowAt === undefined && document.querySelector('.row-line'))
      requestAnimationFrame(() => (globalThis.firstRowAt ??= performance.now()));
  }).observe(document, { childList: true, subtree: true });
`;

/** Milliseconds until the first row was in the page, by the page's own clock; then waits until all are known. */
async function open(page: Page, { url, count }: System): Promise<number> {
  const complete = page.locator(`[role=table][aria-rowcount="${count + 1}"]`);
  await page.goto(url);
  await complete.waitFor();
  // The second time it is what somebody does who has the cookie.
  await page.goto(new URL('/', url).href);
  await complete.waitFor();
  return page.evaluate<number>('globalThis.firstRowAt');
}

/** Times between frames, in milliseconds, while the page scrolls to its end and back. */
const scroll = (page: Page): Promise<number[]> =>
  page.evaluate<number[]>(`new Promise((resolve) => {
    const frames = [];
    const begun = performance.now();
    const height = document.documentElement.scrollHeight - innerHeight;
    let last = begun;
    const step = (now) => {
      frames.push(now - last);
      last = now;
      const part = (now - begun) / 2000;
      if (part >= 1) return resolve(frames.slice(1));
      scrollTo(0, height * (part < 0.5 ? 2 * part : 2 - 2 * part));
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  })`);

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;
}
