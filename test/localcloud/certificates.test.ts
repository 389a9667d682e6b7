// The local cloud's certificates and the factory's, judged by node:crypto.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeCameraIdentity, makeKeyAndCsr, signCsr } from '../../camera/factory.ts';
import { openDeviceCa } from '../../localcloud/certificates/device-ca.ts';
import { openServerCertificates } from '../../localcloud/certificates/server-certificates.ts';
import { temporaryDirectory } from '../support/cloud-context.ts';

let directory: { path: string; remove: () => Promise<void> };
beforeEach(async () => {
  directory = await temporaryDirectory();
});
afterEach(() => directory.remove());

describe('server certificates', () => {
  it('are for loopback names, signed by the CA whose path is given, and stay the same', async () => {
    const first = await openServerCertificates(directory.path);
    const server = new X509Certificate(first.certificate);
    const ca = new X509Certificate(await readFile(first.serverCaPath, 'utf8'));
    expect(server.verify(ca.publicKey)).toBe(true);
    expect(server.checkHost('localhost')).toBe('localhost');
    expect(server.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(server.checkHost('example.com')).toBeUndefined();
    expect(ca.ca).toBe(true);
    expect(await openServerCertificates(directory.path)).toEqual(first);
  });

  it('are issued anew when another CA has taken the place of theirs', async () => {
    const other = await temporaryDirectory();
    await openServerCertificates(directory.path);
    const { serverCa } = await openServerCertificates(other.path);
    for (const name of ['server-ca-certificate.pem', 'server-ca-private-key.pem']) {
      const text = await readFile(join(other.path, 'certificates', name), 'utf8');
      await writeFile(join(directory.path, 'certificates', name), text);
    }
    const { certificate } = await openServerCertificates(directory.path);
    expect(new X509Certificate(certificate).verify(new X509Certificate(serverCa).publicKey)).toBe(true);
    await other.remove();
  });
});

describe('the device CA', () => {
  it('is made once, and its key is readable by its owner only', async () => {
    const first = await openDeviceCa(directory.path);
    expect(await openDeviceCa(directory.path)).toEqual(first);
    expect(first.certificatePath).toBe(join(directory.path, 'device-ca', 'certificate.pem'));
    expect((await stat(first.privateKeyPath)).mode & 0o777).toBe(0o600);
    expect(new X509Certificate(first.certificate).ca).toBe(true);
  });
});

describe('the factory', () => {
  it('signs a certificate that carries the serial number in its subject', async () => {
    const ca = await openDeviceCa(directory.path);
    const { certificate, privateKey } = await makeCameraIdentity('AC_12:34.x', ca);
    const parsed = new X509Certificate(certificate);
    const issuer = new X509Certificate(ca.certificate);
    expect(parsed.checkIssued(issuer) && parsed.verify(issuer.publicKey)).toBe(true);
    expect(parsed.subject.split('\n')).toEqual(['CN=AC_12:34.x', 'serialNumber=AC_12:34.x']);
    expect(parsed.ca).toBe(false);
    expect(parsed.validTo).toBe('Dec 31 23:59:59 9999 GMT');
    expect(parsed.checkPrivateKey(createPrivateKey(privateKey))).toBe(true);
  });

  it('signs with an RSA CA as well', async () => {
    const ca = await openDeviceCa(directory.path);
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const privateKey = rsa.privateKey.export({ format: 'pem', type: 'pkcs1' }).toString();
    const { csr } = await makeKeyAndCsr('SN-1');
    const certificate = await signCsr(csr, { certificate: ca.certificate, privateKey });
    expect(new X509Certificate(certificate).verify(rsa.publicKey)).toBe(true);
  });

  it.each(['', 'a b', 'ä', 'x'.repeat(65)])('refuses the serial number "%s"', async (serialNumber) => {
    await expect(makeKeyAndCsr(serialNumber)).rejects.toMatchObject({ name: 'InvalidSerialNumber' });
  });
});
