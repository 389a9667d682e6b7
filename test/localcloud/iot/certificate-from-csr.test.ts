// CreateCertificateFromCsr: AWS IoT signs a device's own key, and the device connects with it. Requests are made by OpenSSL.
import { execFileSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CreateCertificateFromCsrCommand, IoTClient } from '@aws-sdk/client-iot';
import { makeKeyAndCsr } from '../../../camera/factory.ts';
import { ManualClock } from '../../../localcloud/core/clock.ts';
import { frontDoor } from '../../../localcloud/front-door/front-door.ts';
import { connect, connected, idOf, makeTestCa } from '../../support/mqtt-device.ts';
import { activate, everything, startIotCloud, type IotCloud } from './iot-cloud.ts';

let iot: IotCloud;
beforeEach(async () => {
  iot = await startIotCloud();
});
afterEach(() => iot.stop());

/** By OpenSSL: `-newkey rsa:2048`, `-newkey ec -pkeyopt ec_paramgen_curve:P-256`. */
function request(...key: string[]): { privateKey: string; csr: string } {
  const args = ['req', '-new', '-nodes', '-subj', '/O=Example/CN=SN-1', '-keyout', '-', ...key];
  const out = execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
  const [privateKey, csr] = ['PRIVATE KEY', 'CERTIFICATE REQUEST'].map(
    (label) => new RegExp(`-----BEGIN ${label}-----[^]*?-----END ${label}-----\n`).exec(out)![0],
  );
  return { privateKey: privateKey!, csr: csr! };
}
const sign = (certificateSigningRequest: string, setAsActive?: boolean) =>
  iot.call('CreateCertificateFromCsr', { certificateSigningRequest, setAsActive });

describe('the certificate', () => {
  it("is for the request's key and subject, until the end of 2049, signed by the stand-in of Amazon's CA", async () => {
    const { privateKey, csr } = request('-newkey', 'rsa:2048');
    const { certificateId, certificateArn, certificatePem } = await sign(csr);
    const certificate = new X509Certificate(certificatePem!);
    expect(certificate.checkPrivateKey(createPrivateKey(privateKey))).toBe(true);
    expect(certificate.subject).toBe('O=Example\nCN=SN-1');
    expect(certificate.validTo).toBe('Dec 31 23:59:59 2049 GMT');
    expect(certificateId).toBe(idOf(certificatePem!));
    expect(certificateArn).toBe(`arn:aws:iot:us-east-1:000000000000:cert/${certificateId}`);
    const { certificatePem: other } = await iot.call('CreateKeysAndCertificate', {});
    expect(new X509Certificate(other!).issuer).toBe(certificate.issuer);
    const ca = await readFile(join(iot.cloud.context.dataDir, 'certificates', 'iot-ca-certificate.pem'));
    expect(certificate.verify(new X509Certificate(ca).publicKey)).toBe(true);
  });

  it('is INACTIVE unless it is set active; no CA of the account has issued it', async () => {
    const { csr } = await makeKeyAndCsr('SN-1');
    const status = async (setAsActive?: boolean) => {
      const { certificateId } = await sign(csr, setAsActive);
      const { certificateDescription } = await iot.call('DescribeCertificate', { certificateId });
      expect(certificateDescription).not.toHaveProperty('caCertificateId');
      return certificateDescription?.status;
    };
    expect([await status(), await status(false), await status(true)]).toEqual(['INACTIVE', 'INACTIVE', 'ACTIVE']);
  });

  it('of the same request again is another one', async () => {
    const { csr } = await makeKeyAndCsr('SN-1');
    const [first, second] = [await sign(csr), await sign(csr)];
    expect(first.certificateId).not.toBe(second.certificateId);
    const listed = (await iot.call('ListCertificates', {})).certificates!.map(({ certificateId }) => certificateId);
    expect(listed.sort()).toEqual([first.certificateId, second.certificateId].sort());
  });

  it.each([
    ['RSA, 2,048 bits', ['-newkey', 'rsa:2048']],
    ['P-256', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']],
    ['P-384', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384']],
    ['P-521', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-521']],
  ])('of a key of %s connects', async (_, key) => {
    const { privateKey, csr } = request(...key);
    const { certificateId, certificatePem } = await sign(csr);
    const identity = { certificate: certificatePem!, privateKey };
    expect(await connect(iot.cloud.context, identity, 'camera')).toBe('closed');
    await activate(iot, certificateId!, everything);
    await (await connected(iot.cloud.context, identity, 'camera')).endAsync();
  });
});

describe('AWS IoT signs no', () => {
  const broken = async () => {
    const { csr } = await makeKeyAndCsr('SN-1');
    const der = Buffer.from(csr.replace(/-----.*-----|\s/g, ''), 'base64');
    der[der.length - 1]! ^= 1;
    return `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;
  };
  const certificate = async () => (await makeTestCa()).certificate;

  it.each<[string, () => Promise<string> | string, RegExp]>([
    ['text', () => 'hello', /not a PEM-encoded PKCS #10/],
    ['certificate', certificate, /not a PEM-encoded PKCS #10/],
    ['request that somebody changed', broken, /not signed by the key/],
    ['RSA key of 1,024 bits', () => request('-newkey', 'rsa:1024').csr, /RSA of at least 2048 bits/],
    [
      'key on another curve',
      () => request('-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:secp256k1').csr,
      /P-256, P-384 or P-521/,
    ],
    ['Ed25519 key', () => request('-newkey', 'ed25519').csr, /P-256, P-384 or P-521/],
    ['text of more than 4,096 characters', () => 'x'.repeat(4097), /longer than 4096/],
  ])('%s', async (_, csr, message) => {
    await expect(sign(await csr())).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: expect.stringMatching(message) as unknown,
    });
    expect((await iot.call('ListCertificates', {})).certificates).toEqual([]);
  });
});

it('is called by the AWS SDK as POST /certificates?setAsActive=', async () => {
  await iot.stop();
  iot = await startIotCloud({ clock: new ManualClock(Date.now()) });
  await iot.cloud.add(frontDoor);
  const client = new IoTClient({
    endpoint: iot.cloud.context.addresses.awsEndpointUrl,
    region: 'us-east-1',
    credentials: iot.cloud.context.iam.operator,
    maxAttempts: 1,
  });
  const { csr: certificateSigningRequest } = await makeKeyAndCsr('SN-1');
  const made = await client.send(new CreateCertificateFromCsrCommand({ certificateSigningRequest, setAsActive: true }));
  const { certificateDescription } = await iot.call('DescribeCertificate', { certificateId: made.certificateId });
  expect(certificateDescription).toMatchObject({ status: 'ACTIVE', certificatePem: made.certificatePem });
  await expect(
    client.send(new CreateCertificateFromCsrCommand({ certificateSigningRequest: 'hello' })),
  ).rejects.toMatchObject({ name: 'InvalidRequestException', $metadata: { httpStatusCode: 400 } });
});
