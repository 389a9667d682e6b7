// The CA of the laptop's "factory": what a camera maker keeps in a vault, made here so that simulated cameras can be born.
import { join } from 'node:path';
import { readOrMake, type CertificateFiles } from './certificate-files.ts';
import { makeCertificateAuthority } from './issue.ts';

/**
 * `<dataDir>/device-ca/certificate.pem` and `private-key.pem` (0600), made at the first call. The cloud only ever sees the
 * certificate: it goes into the template as the CA to register. Signing cameras' certificates is the factory's work (`camera/`).
 */
export function openDeviceCa(dataDir: string): Promise<CertificateFiles> {
  return readOrMake(join(dataDir, 'device-ca'), '', () =>
    // Valid since before any time that a test's clock shows, and without an end date, as device certificates are. [IEEE 802.1AR, 8.7]
    makeCertificateAuthority('Lensgate local device CA', {
      notBefore: new Date(Date.UTC(2020, 0, 1)),
      notAfter: new Date(Date.UTC(9999, 11, 31, 23, 59, 59)),
    }),
  );
}
