// Where a camera keeps what must survive a power cut: a directory that only its owner can read, its files named after the serial number.
import { X509Certificate, createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CameraIdentity } from './factory.ts';

/** An identity by the name that AWS IoT has for it. */
export interface NamedIdentity extends CameraIdentity {
  /** Lower-case hex SHA-256 of the certificate. */
  readonly certificateId: string;
}

export interface StoredIdentity extends NamedIdentity {
  readonly made: 'now' | 'before';
}

/** The identity that a renewal has brought, until it is known whether the cloud keeps it. */
export interface NextIdentity extends NamedIdentity {
  /** The cloud takes it back when no connection with it has come by then. */
  readonly connectBefore: Date;
}

const suffixes = { own: '.pem', next: '.next.pem', birth: '.birth.pem', reset: '.reset', controls: '.sock' } as const;
const connectBeforePattern = /^connect before (\S+)$/m;

/** Where the camera's file of that kind lies. */
export function keyStorePath(directory: string, serialNumber: string, kind: keyof typeof suffixes): string {
  // A colon is fine in a serial number, but not in every file system's names.
  return join(directory, `${serialNumber.replaceAll(':', '%3A')}${suffixes[kind]}`);
}

/** The camera's identity on disk; `make` gives it one the first time. */
export async function keepIdentity(
  directory: string,
  serialNumber: string,
  make: () => Promise<CameraIdentity>,
): Promise<StoredIdentity> {
  const path = keyStorePath(directory, serialNumber, 'own');
  const text = await readIfAny(path);
  if (text !== undefined) {
    const stored = identityIn(text);
    if (stored) return { ...named(stored), made: 'before' };
    throw new Error(
      `${path} should hold a private key and a certificate in PEM. Remove it to give the camera new ones.`,
    );
  }
  const identity = await make();
  await replaceFile(path, pem(identity));
  return { ...named(identity), made: 'now' };
}

/** Undefined when there is none. One that can't be read is none either: the camera has its own. */
export async function readNextIdentity(directory: string, serialNumber: string): Promise<NextIdentity | undefined> {
  const text = (await readIfAny(keyStorePath(directory, serialNumber, 'next'))) ?? '';
  const connectBefore = new Date(connectBeforePattern.exec(text)?.[1] ?? NaN);
  const identity = identityIn(text);
  if (!identity || Number.isNaN(connectBefore.getTime())) return undefined;
  return { ...named(identity), connectBefore };
}

/** Both are there after it: the camera can connect with either. */
export async function keepNextIdentity(directory: string, serialNumber: string, next: NextIdentity): Promise<void> {
  const text = `connect before ${next.connectBefore.toISOString()}\n${pem(next)}`;
  await replaceFile(keyStorePath(directory, serialNumber, 'next'), text);
}

/** That of the factory, once another one has taken its place. */
export async function readBirthIdentity(directory: string, serialNumber: string): Promise<NamedIdentity | undefined> {
  const identity = identityIn((await readIfAny(keyStorePath(directory, serialNumber, 'birth'))) ?? '');
  return identity && named(identity);
}

/** The next identity takes the place of the old one, whose key is gone after it: unless it is that of the factory. */
export async function takeNextIdentity(directory: string, serialNumber: string): Promise<void> {
  if (!(await readBirthIdentity(directory, serialNumber))) {
    const own = await readIfAny(keyStorePath(directory, serialNumber, 'own'));
    await replaceFile(keyStorePath(directory, serialNumber, 'birth'), own!);
  }
  await rename(keyStorePath(directory, serialNumber, 'next'), keyStorePath(directory, serialNumber, 'own'));
  await syncDirectory(directory);
}

/** As the camera left the factory: what came since is gone after it. */
export async function takeBirthIdentity(directory: string, serialNumber: string): Promise<void> {
  await rename(keyStorePath(directory, serialNumber, 'birth'), keyStorePath(directory, serialNumber, 'own'));
  await syncDirectory(directory);
  await dropNextIdentity(directory, serialNumber);
}

export async function dropNextIdentity(directory: string, serialNumber: string): Promise<void> {
  await rm(keyStorePath(directory, serialNumber, 'next'), { force: true });
}

export async function readIfAny(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Put in place at once and on the disk when it resolves: whatever happens, there is the old text or the new one. */
export async function replaceFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(`${path}.new`, text, { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
  await syncDirectory(dirname(path));
}

export function certificateIdOf(certificate: string): string {
  return createHash('sha256').update(new X509Certificate(certificate).raw).digest('hex');
}

// A rename is in the directory, not in the file.
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

// One file: never a key without its certificate.
function pem({ privateKey, certificate }: CameraIdentity): string {
  return `${privateKey.trim()}\n${certificate.trim()}\n`;
}

function identityIn(text: string): CameraIdentity | undefined {
  const privateKey = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----\n?/.exec(text)?.[0];
  const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/.exec(text)?.[0];
  return privateKey && certificate ? { privateKey, certificate } : undefined;
}

function named({ privateKey, certificate }: CameraIdentity): NamedIdentity {
  return { privateKey, certificate, certificateId: certificateIdOf(certificate) };
}
