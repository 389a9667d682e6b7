// A certificate and its key on disk: written together, the key readable by nobody else.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IssuedCertificate } from './issue.ts';

export interface CertificateFiles extends IssuedCertificate {
  readonly certificatePath: string;
  readonly privateKeyPath: string;
}

/** `<directory>/<name>certificate.pem` and `<directory>/<name>private-key.pem`, made with `make` unless both are there and `keep` accepts them. */
export async function readOrMake(
  directory: string,
  name: string,
  make: () => Promise<IssuedCertificate>,
  keep: (certificate: string) => boolean = () => true,
): Promise<CertificateFiles> {
  const certificatePath = join(directory, `${name}certificate.pem`);
  const privateKeyPath = join(directory, `${name}private-key.pem`);
  const existing = await readBoth(certificatePath, privateKeyPath);
  if (existing && keep(existing.certificate)) return { ...existing, certificatePath, privateKeyPath };
  const made = await make();
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await replace(privateKeyPath, made.privateKey, 0o600);
  await replace(certificatePath, made.certificate, 0o644);
  return { ...made, certificatePath, privateKeyPath };
}

async function readBoth(certificatePath: string, privateKeyPath: string): Promise<IssuedCertificate | undefined> {
  try {
    const [certificate, privateKey] = await Promise.all([
      readFile(certificatePath, 'utf8'),
      readFile(privateKeyPath, 'utf8'),
    ]);
    return { certificate, privateKey };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

// Through a rename, so that a process killed here leaves the old file or the new one, never half of one.
async function replace(path: string, text: string, mode: number): Promise<void> {
  await writeFile(`${path}.new`, text, { mode });
  await rename(`${path}.new`, path);
}
