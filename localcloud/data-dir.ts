// The directory that holds everything the cloud remembers: who may read it, and which version of the format it has.
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const formatVersion = '1';

export class DataDirectoryError extends Error {
  override readonly name = 'DataDirectoryError';
}

/**
 * Makes the directory (mode 0700) when it is missing. Throws DataDirectoryError when it can't be used, has another version's
 * format, or holds what isn't Lensgate's.
 */
export async function openDataDirectory(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await checkVersion(dataDir, await readdir(dataDir));
    await chmod(dataDir, 0o700);
    await mkdir(join(dataDir, 'logs'), { recursive: true, mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const why = code === 'EEXIST' || code === 'ENOTDIR' ? 'it is a file' : `${code}`;
    throw new DataDirectoryError(`${dataDir} can't be used as data directory (${why}). Name another --data-dir.`);
  }
}

async function checkVersion(dataDir: string, content: readonly string[]): Promise<void> {
  const versionFile = join(dataDir, 'version');
  if (content.length === 0) return writeFile(versionFile, `${formatVersion}\n`);
  if (!content.includes('version')) {
    throw new DataDirectoryError(
      `${dataDir} is not empty, and nothing in it says that it is Lensgate's. Name another --data-dir.`,
    );
  }
  const found = (await readFile(versionFile, 'utf8')).trim();
  if (found !== formatVersion) {
    throw new DataDirectoryError(
      `${dataDir} has data format ${JSON.stringify(found)}, this version of Lensgate writes format ${formatVersion}. ` +
        'Move the directory away, or start with another --data-dir.',
    );
  }
}
