// Which certificate signing requests of cameras are signed: made by openssl, each wrong in one way.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import 'reflect-metadata';
import { checkCertificateRequest } from '../../functions/check-certificate-request/check-certificate-request.ts';

const directory = mkdtempSync(join(tmpdir(), 'lensgate-csr-'));
afterAll(() => rmSync(directory, { recursive: true }));
const openssl = (...args: string[]): string =>
  execFileSync('openssl', args, { cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

const ec = (curve: string) => ['-newkey', 'ec', '-pkeyopt', `ec_paramgen_curve:${curve}`];
const rsa = (bits: number) => ['-newkey', `rsa:${bits}`];
let keys = 0;
function requestOf(newKey: readonly string[], subject = '/CN=camera/serialNumber=SN-1'): string {
  return openssl('req', '-new', ...newKey, '-nodes', '-keyout', `key-${++keys}.pem`, '-subj', subject);
}

const certificatePem = openssl(
  'req',
  '-x509',
  ...ec('P-256'),
  '-nodes',
  '-keyout',
  'present.pem',
  '-subj',
  '/CN=camera',
);
const check = (certificateSigningRequest: string) =>
  checkCertificateRequest({ certificateSigningRequest, serialNumber: 'SN-1', certificatePem });

describe('a request is taken', () => {
  it.each([
    ['P-256', ec('P-256')],
    ['P-384', ec('P-384')],
    ['P-521', ec('P-521')],
    ['RSA of 2048 bits', rsa(2048)],
  ])('with a key on %s', async (_, newKey) => {
    await expect(check(requestOf(newKey))).resolves.toBeUndefined();
  });
});

/** Another digit in the signature, which is at the end. */
function broken(pem: string): string {
  const lines = pem.trim().split('\n');
  const body = Buffer.from(lines.slice(1, -1).join(''), 'base64');
  body[body.length - 1]! ^= 1;
  return `${lines[0]}\n${body.toString('base64')}\n${lines.at(-1)}\n`;
}

describe('a request is refused', () => {
  it.each<[string, () => string, RegExp]>([
    [
      'with the serial number of another camera',
      () => requestOf(ec('P-256'), '/CN=SN-1/serialNumber=SN-2'),
      /serialNumber/,
    ],
    ['without a serial number', () => requestOf(ec('P-256'), '/CN=SN-1'), /exactly once/],
    ['with two serial numbers', () => requestOf(ec('P-256'), '/serialNumber=SN-1/serialNumber=SN-1'), /exactly once/],
    ['with a key on another curve', () => requestOf(ec('secp256k1')), /P-256, P-384 or P-521/],
    ['with a short RSA key', () => requestOf(rsa(1024)), /2048 bits/],
    ['with a key of another kind', () => requestOf(['-newkey', 'ed25519']), /must be EC/],
    ['with a broken signature', () => broken(requestOf(ec('P-256'))), /isn't signed by the key/],
    [
      'for the key that the camera has',
      () => openssl('req', '-new', '-key', 'present.pem', '-subj', '/serialNumber=SN-1'),
      /needs a new key/,
    ],
    ['that is no request', () => certificatePem, /no PKCS #10/],
    ['that is none at all', () => 'hello', /no PKCS #10/],
    [
      'that only looks like one',
      () => '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n',
      /no PKCS #10/,
    ],
  ])('%s', async (_, request, says) => {
    const refused = check(request());
    await expect(refused).rejects.toThrow(says);
    await expect(refused).rejects.toMatchObject({ name: 'CertificateRequestRefusedError' });
  });
});
