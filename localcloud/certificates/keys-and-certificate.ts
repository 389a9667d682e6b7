// A key pair with its certificate, as AWS IoT makes one for a device that cannot make its own.
import { generateKeyPair, webcrypto } from 'node:crypto';
import { promisify } from 'node:util';
import { issueIotCertificate } from './iot-authority.ts';

export interface KeysAndCertificate {
  /** PEM. */
  readonly certificate: string;
  /** PEM, SPKI. */
  readonly publicKey: string;
  /** PEM, PKCS #1. It goes to the caller and is written nowhere. */
  readonly privateKey: string;
}

/** A 2,048-bit RSA key and a certificate for it. `now`: milliseconds since the epoch. */
export async function makeKeysAndCertificate(dataDir: string, now: number): Promise<KeysAndCertificate> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  return {
    certificate: await issueIotCertificate(dataDir, now, {
      subject: [{ CN: ['AWS IoT Certificate'] }],
      publicKey: await webcrypto.subtle.importKey('spki', spki, algorithm, true, ['verify']),
    }),
    publicKey: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    privateKey: privateKey.export({ format: 'pem', type: 'pkcs1' }).toString(),
  };
}
