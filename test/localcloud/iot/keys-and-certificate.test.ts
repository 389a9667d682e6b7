// CreateKeysAndCertificate: what the caller gets works at the broker, and what stays here holds no key.
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { connect, connected, idOf } from '../../support/mqtt-device.ts';
import { activate, everything, startIotCloud, type IotCloud } from './iot-cloud.ts';

let iot: IotCloud;
beforeEach(async () => {
  iot = await startIotCloud();
});
afterEach(() => iot.stop());

it('the certificate belongs to the key, a 2,048-bit RSA one, and runs until the end of 2049', async () => {
  const { certificateId, certificateArn, certificatePem, keyPair } = await iot.call('CreateKeysAndCertificate', {});
  const certificate = new X509Certificate(certificatePem!);
  const key = createPrivateKey(keyPair!.PrivateKey!);
  expect(certificate.checkPrivateKey(key)).toBe(true);
  expect(createPublicKey(keyPair!.PublicKey!).equals(certificate.publicKey)).toBe(true);
  expect(key.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048 });
  expect(keyPair!.PrivateKey).toMatch(/^-----BEGIN RSA PRIVATE KEY-----/);
  expect(certificate.subject).toBe('CN=AWS IoT Certificate');
  expect(certificate.validTo).toBe('Dec 31 23:59:59 2049 GMT');
  expect(certificateId).toBe(idOf(certificatePem!));
  expect(certificateArn).toBe(`arn:aws:iot:us-east-1:000000000000:cert/${certificateId}`);
});

it('the certificate is INACTIVE unless it is set active; no CA of the account has issued it', async () => {
  const status = async (setAsActive?: boolean) => {
    const { certificateId } = await iot.call('CreateKeysAndCertificate', { setAsActive });
    const { certificateDescription } = await iot.call('DescribeCertificate', { certificateId });
    expect(certificateDescription).not.toHaveProperty('caCertificateId');
    return certificateDescription?.status;
  };
  expect([await status(), await status(false), await status(true)]).toEqual(['INACTIVE', 'INACTIVE', 'ACTIVE']);
});

it('a device connects with them', async () => {
  const { certificateId, certificatePem, keyPair } = await iot.call('CreateKeysAndCertificate', {});
  const identity = { certificate: certificatePem!, privateKey: keyPair!.PrivateKey! };
  expect(await connect(iot.cloud.context, identity, 'camera')).toBe('closed');
  await activate(iot, certificateId!, everything);
  const client = await connected(iot.cloud.context, identity, 'camera');
  await client.endAsync();
});

it('the key is stored nowhere', async () => {
  const { keyPair } = await iot.call('CreateKeysAndCertificate', { setAsActive: true });
  const lines = keyPair!.PrivateKey!.split('\n').filter((line) => /^[\w+/]{64}$/.test(line));
  expect(lines).toHaveLength(24);
  const files = await readdir(iot.cloud.context.dataDir, { recursive: true, withFileTypes: true });
  const texts = await Promise.all(
    files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
  );
  expect(texts.some((text) => text.includes('iot-certificates'))).toBe(true);
  expect(lines.filter((line) => texts.some((text) => text.includes(line)))).toEqual([]);
});
