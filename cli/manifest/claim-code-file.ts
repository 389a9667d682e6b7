// The file that gets the claim codes that an import makes: for the labels, and for nobody else's eyes.
import { open } from 'node:fs/promises';
import { UsageError } from '../failures.ts';

export interface ClaimCodeFile {
  /** On disk when it resolves. */
  readonly add: (serialNumber: string, cameraName: string, claimCode: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A new file, which only its owner can read. @throws UsageError when there is one already: it may hold codes that are kept nowhere else */
export async function createClaimCodeFile(path: string): Promise<ClaimCodeFile> {
  const file = await open(path, 'ax', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${path} can't be created (${error.code}). Give the path of a file that doesn't exist yet.`);
  });
  await file.appendFile('serial,camera,claimCode\n');
  return {
    add: async (serialNumber, cameraName, claimCode) => {
      await file.appendFile(`${serialNumber},${cameraName},${claimCode}\n`);
      await file.sync();
    },
    close: () => file.close(),
  };
}
