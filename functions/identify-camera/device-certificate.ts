// What a device certificate says by itself: whose it is, and since and until when.
import { X509Certificate } from 'node:crypto';
import { CertificateExpiredError, InvalidSubjectError } from './refusals.ts';

const serialNumberPattern = /^[A-Za-z0-9._:-]{1,64}$/;

export interface DeviceCertificate {
  /** The subject's attribute serialNumber (OID 2.5.4.5), which the maker chose; not the X.509 serial number, which its CA did. */
  readonly serialNumber: string;
  /** The end of its validity, in whole seconds since the epoch. */
  readonly expiresAt: number;
}

/**
 * @param pem as DescribeCertificate returns it
 * @param now milliseconds since the epoch
 * @throws InvalidSubjectError, CertificateExpiredError
 */
export function readDeviceCertificate(pem: string | undefined, now: number): DeviceCertificate {
  const certificate = parse(pem);
  checkValidity(certificate, now);
  return { serialNumber: serialNumberOf(certificate), expiresAt: Date.parse(certificate.validTo) / 1000 };
}

function serialNumberOf(certificate: X509Certificate): string {
  const found = subjectSerialNumbers(certificate);
  const [serialNumber] = found;
  if (serialNumber === undefined || found.length > 1) {
    throw new InvalidSubjectError(
      `The certificate's subject has ${found.length} attributes serialNumber (2.5.4.5); it must have exactly one. ` +
        "Correct the factory's certificate template and give the camera a new certificate.",
    );
  }
  if (!serialNumberPattern.test(serialNumber)) {
    throw new InvalidSubjectError(
      `The subject's serialNumber is ${JSON.stringify(serialNumber)}; allowed are 1 to 64 characters of A-Z a-z 0-9 . _ : -. ` +
        "Correct the factory's certificate template and give the camera a new certificate.",
    );
  }
  return serialNumber;
}

function parse(pem: string | undefined): X509Certificate {
  try {
    return new X509Certificate(pem ?? '');
  } catch (cause) {
    throw new InvalidSubjectError(
      'AWS IoT returned a certificate that is no X.509 certificate in PEM form. Delete it in AWS IoT, and let the camera connect again.',
      {},
      { cause },
    );
  }
}

function checkValidity({ validFrom, validTo }: X509Certificate, now: number): void {
  const [from, to] = [Date.parse(validFrom), Date.parse(validTo)];
  if (now >= from && now <= to) return;
  throw new CertificateExpiredError(
    `The certificate is valid from ${new Date(from).toISOString()} to ${new Date(to).toISOString()}; now it is ${new Date(now).toISOString()}. ` +
      (now < from ? 'Let the camera connect again when it is valid.' : 'Give the camera a new certificate.'),
  );
}

// The legacy object, because the text form escapes values and writes a multi-valued RDN as one line: this one gives each attribute by itself.
function subjectSerialNumbers(certificate: X509Certificate): string[] {
  const subject = certificate.toLegacyObject().subject as Readonly<
    Record<string, string | string[] | undefined>
  > | null;
  const found = subject?.serialNumber;
  return found === undefined ? [] : [found].flat();
}
