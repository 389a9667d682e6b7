// Whether a certificate is banned: asked before anything is activated.
import { DescribeCACertificateCommand, type IoTClient } from '@aws-sdk/client-iot';
import type { Table } from '../../records/camera-table.ts';
import { getBan, type CertificateBan } from '../../records/certificate-ban.ts';
import { issuerAndSerialOf, issuerKeyOf, type IssuerAndSerial } from '../../records/issued-certificate.ts';

/** As AWS IoT describes it. */
export interface DescribedCertificate {
  readonly certificateId: string;
  readonly certificatePem?: string | undefined;
  /** The CA whose signature AWS IoT has verified; absent from certificates that AWS IoT signed itself. */
  readonly caCertificateId?: string | undefined;
}

export interface CertificateStanding {
  /** Absent where no CA of ours issued it, or it is no X.509 certificate: such a one is banned by its id. */
  readonly issued?: IssuerAndSerial;
  readonly ban?: CertificateBan;
}

/** Rejects with the SDK's error: who can't ask must not go on. */
export type LookUpCertificate = (certificate: DescribedCertificate) => Promise<CertificateStanding>;

/** A CA's key is asked for once: the certificate behind an id never changes. */
export function certificateLookup(iot: Pick<IoTClient, 'send'>, bans: Table): LookUpCertificate {
  const issuerKeys = new Map<string, string>();
  return async ({ certificateId, certificatePem, caCertificateId }) => {
    const issued = await issuedAs(certificatePem, caCertificateId);
    const [byId, bySerial] = await Promise.all([
      getBan(bans, { certificateId }),
      issued === undefined ? undefined : getBan(bans, issued),
    ]);
    const ban = byId ?? bySerial;
    return { ...(issued && { issued }), ...(ban && { ban }) };
  };

  async function issuedAs(pem = '', caCertificateId?: string): Promise<IssuerAndSerial | undefined> {
    if (caCertificateId === undefined || !pem.includes('-----BEGIN CERTIFICATE-----')) return undefined;
    const known = issuerKeys.get(caCertificateId) ?? (await keyOf(caCertificateId));
    issuerKeys.set(caCertificateId, known);
    return issuerAndSerialOf(pem, known);
  }

  async function keyOf(certificateId: string): Promise<string> {
    const { certificateDescription } = await iot.send(new DescribeCACertificateCommand({ certificateId }));
    return issuerKeyOf(certificateDescription?.certificatePem ?? '');
  }
}
