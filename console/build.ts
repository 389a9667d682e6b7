// Builds the pages into .console/, unless what is there is newer than everything it is made from.
import { spawn } from 'node:child_process';
import { readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const projectDir = fileURLToPath(new URL('..', import.meta.url));
const sources = ['console/web', 'console/api', 'client/src', 'package-lock.json'];

/** Where the built pages are. */
export const pagesDir = join(projectDir, '.console');

export class BuildError extends Error {
  override readonly name = 'BuildError';
}

/** Throws BuildError with the build's output. */
export async function buildWhenStale(): Promise<void> {
  const stamp = join(pagesDir, 'made');
  const made = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (Math.max(...sources.map((source) => newest(join(projectDir, source)))) < made) return;
  // Beside it and then in its place: whoever starts at the same time never finds half of it.
  const fresh = `${pagesDir}.${process.pid}`;
  try {
    await build(fresh);
    writeFileSync(join(fresh, 'made'), '');
    rmSync(pagesDir, { recursive: true, force: true });
    renameSync(fresh, pagesDir);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    const others = (error as NodeJS.ErrnoException).code;
    if (others !== 'ENOTEMPTY' && others !== 'EEXIST') throw error;
  }
}

function build(outDir: string): Promise<void> {
  const vite = join(projectDir, 'node_modules', 'vite', 'bin', 'vite.js');
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn', '--outDir', outDir, '--emptyOutDir'], {
    cwd: join(projectDir, 'console', 'web'),
    // Whatever whoever builds it is in: as `test` it would be React's development build, many times slower.
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new BuildError(`The console's pages could not be built (npm ci?):\n${output}`)),
    );
  });
}

function newest(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}
