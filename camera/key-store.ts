// Where a camera keeps its key and certificate: a directory that only its owner can read, one pair per serial number.
import { X509Certificate, createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CameraIdentity } from './factory.ts';

export interface StoredIdentity extends CameraIdentity {
  /** Lower-case hex SHA-256 of the certificate, as AWS IoT names it. */
  readonly certificateId: string;
  readonly made: 'now' | 'before';
}

/** The camera's identity on disk; `make` gives it one the first time. */
export async function keepIdentity(
  directory: string,
  serialNumber: string,
  make: () => Promise<CameraIdentity>,
): Promise<StoredIdentity> {
  // A colon is fine in a serial number, but not in every file system's names.
  const path = join(directory, `${serialNumber.replaceAll(':', '%3A')}.pem`);
  const stored = await read(path);
  if (stored) return { ...stored, certificateId: certificateIdOf(stored.certificate), made: 'before' };
  const identity = await make();
  await mkdir(directory, { recursive: true, mode: 0o700 });
  // One file, put in place at once: never a key without its certificate.
  await writeFile(`${path}.new`, `${identity.privateKey.trim()}\n${identity.certificate.trim()}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
  return { ...identity, certificateId: certificateIdOf(identity.certificate), made: 'now' };
}

async function read(path: string): Promise<CameraIdentity | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const privateKey = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----\n?/.exec(text)?.[0];
  const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/.exec(text)?.[0];
  if (!privateKey || !certificate) {
    throw new Error(
      `${path} should hold a private key and a certificate in PEM. Remove it to give the camera new ones.`,
    );
  }
  return { privateKey, certificate };
}

function certificateIdOf(certificate: string): string {
  return createHash('sha256').update(new X509Certificate(certificate).raw).digest('hex');
}
