// The certificate that the local cloud shows to its TLS clients, and the CA that they must trust to believe it.
import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { readOrMake } from './certificate-files.ts';
import { makeCertificateAuthority, makeServerCertificate } from './issue.ts';

export interface ServerCertificates {
  /** PEM file that clients trust: `ca` of a TLS client, `NODE_EXTRA_CA_CERTS`, `AWS_CA_BUNDLE`. */
  readonly serverCaPath: string;
  /** PEM. */
  readonly serverCa: string;
  /** PEM: for `tls.createServer`. */
  readonly certificate: string;
  readonly privateKey: string;
}

const day = 24 * 60 * 60 * 1000;
// OpenSSL (Node too) takes no wildcard right below a top-level name: `*.localhost` is for browsers and other TLS libraries.
const names = { dns: ['localhost', '*.localhost'], ip: ['127.0.0.1', '::1'] };

/**
 * Reads the server CA and the server certificate from `<dataDir>/certificates/`, making what is missing or about to expire.
 * Their validity follows the machine's clock, not the cloud's: TLS clients outside judge it by theirs.
 * 825 days is the longest that Apple's TLS accepts from a private CA.
 */
export function openServerCertificates(dataDir: string): Promise<ServerCertificates> {
  return openCertificates(dataDir, 'server-', names);
}

/** As above, with a certificate of its own: clients that never heard of these names don't see them. */
export function openTlsHostsCertificate(dataDir: string, hostNames: readonly string[]): Promise<ServerCertificates> {
  return openCertificates(dataDir, 'tls-hosts-', { dns: hostNames, ip: [] });
}

async function openCertificates(
  dataDir: string,
  fileName: string,
  { dns, ip }: { dns: readonly string[]; ip: readonly string[] },
): Promise<ServerCertificates> {
  const directory = join(dataDir, 'certificates');
  const now = Date.now();
  const authority = await readOrMake(
    directory,
    'server-ca-',
    () => makeCertificateAuthority('Lensgate local cloud', validity(now, 3650)),
    (pem) => expiresAfter(pem, now + 825 * day),
  );
  const issuer = new X509Certificate(authority.certificate);
  const server = await readOrMake(
    directory,
    fileName,
    () => makeServerCertificate(authority, { dns, ip }, validity(now, 825)),
    (pem) => {
      const known = new X509Certificate(pem);
      const named = dns.every((name) => known.subjectAltName?.split(', ').includes(`DNS:${name}`));
      return named && expiresAfter(pem, now + 30 * day) && known.verify(issuer.publicKey);
    },
  );
  return {
    serverCaPath: authority.certificatePath,
    serverCa: authority.certificate,
    certificate: server.certificate,
    privateKey: server.privateKey,
  };
}

// Begins a day early for clients whose clock is behind.
function validity(now: number, days: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(now - day), notAfter: new Date(now + (days - 1) * day) };
}

function expiresAfter(pem: string, time: number): boolean {
  return Date.parse(new X509Certificate(pem).validTo) > time;
}
