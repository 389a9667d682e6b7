// The directory that holds everything the cloud remembers: who may read it, and which version of the format it has.
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const formatVersion = '1';

export class DataDirectoryError extends Error {
  override readonly name = 'DataDirectoryError';
}

/** Makes the directory (mode 0700) when it is missing. Throws DataDirectoryError when it has another version's format. */
export async function openDataDirectory(dataDir: string): Promise<void> {
  await mkdir(join(dataDir, 'logs'), { recursive: true, mode: 0o700 });
  await chmod(dataDir, 0o700);
  const versionFile = join(dataDir, 'version');
  const found = await readFile(versionFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined) return writeFile(versionFile, `${formatVersion}\n`);
  if (found.trim() !== formatVersion) {
    throw new DataDirectoryError(
      `${dataDir} has data format ${found.trim()}, this version of Lensgate writes format ${formatVersion}. ` +
        'Move the directory away, or start with another --data-dir.',
    );
  }
}
