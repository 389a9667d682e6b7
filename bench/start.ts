// How long `npm start` takes: the synthesis, and from there until everything is up.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { median } from './side-by-side.ts';

const projectDir = fileURLToPath(new URL('..', import.meta.url));
const repetitions = 3;
const barSeconds = 10;

export async function benchStart(): Promise<string> {
  const first: Times[] = [];
  const again: Times[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const directory = await mkdtemp(join(tmpdir(), 'lensgate-bench-'));
    first.push(await startAndStop(join(directory, 'data')));
    again.push(await startAndStop(join(directory, 'data')));
    await rm(directory, { recursive: true });
  }
  const row = (name: string, times: readonly Times[]): string => {
    const synthesis = median(times.map((time) => time.synthesisMs)) / 1000;
    const ready = median(times.map((time) => time.readyMs)) / 1000;
    return `${name.padEnd(22)} synthesis ${synthesis.toFixed(1)} s, then ready after ${ready.toFixed(1)} s`;
  };
  return [
    row('first start', first),
    row('start on existing data', again),
    '',
    `Ready includes the demo camera being live. Bar: ready within ${barSeconds} s of synthesis.`,
  ].join('\n');
}

interface Times {
  readonly synthesisMs: number;
  readonly readyMs: number;
}

async function startAndStop(dataDir: string): Promise<Times> {
  const script = join(projectDir, 'localcloud', 'start.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, '--ports', 'auto', '--data-dir', dataDir], {
    cwd: projectDir,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  const started = performance.now();
  let synthesized = started;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('Deploying')) synthesized = performance.now();
    if (line.startsWith('Lensgate is up')) {
      const times = { synthesisMs: synthesized - started, readyMs: performance.now() - synthesized };
      child.stdout.resume();
      child.kill('SIGINT');
      await closed;
      return times;
    }
  }
  throw new Error(`npm start ended with exit code ${await closed} before it was up.`);
}
