// What a cloud assembly was made from, so that one that would be made the same isn't made again: that takes most of a start.
import { readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

export interface MadeFrom {
  readonly projectDir: string;
  /** Folders and files below it. None: nobody knows, and it is always made again. */
  readonly sources: readonly string[];
  readonly context: Readonly<Record<string, string>>;
}

/** Has `make` fill `outDir`, unless that was done with this context, and after the last change of a source. */
export async function unlessMadeFrom(outDir: string, from: MadeFrom, make: () => Promise<void>): Promise<void> {
  if (from.sources.length === 0) return make();
  const mark = join(outDir, 'made-from.json');
  const description = await describe(from);
  if (await isMade(mark, description, from)) return;
  // What is stopped half-way isn't taken for made.
  await rm(mark, { force: true });
  const started = new Date();
  await make();
  await writeFile(mark, description);
  // As old as its beginning: what was edited meanwhile is newer.
  await utimes(mark, started, started);
}

/** Milliseconds since the epoch. A folder's own time tells of files that are gone. */
export async function newestChange(directory: string, names: readonly string[]): Promise<number> {
  const times = await Promise.all(
    names.map(async (name) => {
      const path = join(directory, name);
      const entry = await stat(path);
      return entry.isDirectory()
        ? Math.max(entry.mtimeMs, await newestChange(path, await readdir(path)))
        : entry.mtimeMs;
    }),
  );
  return Math.max(0, ...times);
}

async function isMade(mark: string, description: string, { projectDir, sources }: MadeFrom): Promise<boolean> {
  try {
    if ((await readFile(mark, 'utf8')) !== description) return false;
    return (await newestChange(projectDir, sources)) < (await stat(mark)).mtimeMs;
  } catch {
    // Not made yet, or from something that is gone.
    return false;
  }
}

/** Of the CAs it is their certificates that stand in the template, wherever they lie. */
async function describe({ projectDir, context }: MadeFrom): Promise<string> {
  const { deviceCaCertificates, ...others } = context;
  const paths = deviceCaCertificates?.split(',') ?? [];
  const certificates = await Promise.all(
    // One that can't be read is the app's to complain about.
    paths.map((path) => readFile(resolve(projectDir, path), 'utf8').catch(() => path)),
  );
  return JSON.stringify({ ...others, deviceCaCertificates: certificates });
}
