// Which certificates that AWS IoT knows are meant by bans that name a CA's numbers: only the certificates themselves say their number.
import { DescribeCertificateCommand, paginateListCertificatesByCA, type IoTClient } from '@aws-sdk/client-iot';
import type { Table } from '../../records/camera-table.ts';
import { readCertificatesInService } from '../../records/certificates-in-service.ts';
import { issuerAndSerialOf, issuerKeyOf } from '../../records/issued-certificate.ts';
import { orGone } from './or-gone.ts';
import { registeredCas } from './registered-cas.ts';

export interface FindBannedDependencies {
  readonly iot: IoTClient;
  readonly cameras: Table;
}

/**
 * Ids of certificates of that CA whose number is among the `serials`: those that records name, and those that are good in AWS IoT.
 * What registered with this release has its number in its record; the others are asked for one by one. Rejects with the SDK's error.
 */
export async function findBanned(
  issuerKey: string,
  serials: ReadonlySet<string>,
  { iot, cameras }: FindBannedDependencies,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<string[]> {
  const found = new Set<string>();
  const known = new Set<string>();
  for (const { certificateId, issued } of await readCertificatesInService(cameras)) {
    if (issued === undefined) continue;
    known.add(certificateId);
    if (issued.issuerKey === issuerKey && serials.has(issued.x509SerialNumber)) found.add(certificateId);
  }
  const unknown = (await goodCertificatesOf(issuerKey, iot)).filter((certificateId) => !known.has(certificateId));
  for (const [index, certificateId] of unknown.entries()) {
    const described = await orGone(iot.send(new DescribeCertificateCommand({ certificateId })));
    const pem = described?.certificateDescription?.certificatePem;
    if (pem !== undefined && serials.has(issuerAndSerialOf(pem, issuerKey).x509SerialNumber)) found.add(certificateId);
    onProgress(index + 1, unknown.length);
  }
  return [...found];
}

async function goodCertificatesOf(issuerKey: string, client: IoTClient): Promise<string[]> {
  const good: string[] = [];
  // One CA may be registered more than once: certified anew, its key is the same.
  const cas = (await registeredCas(client)).filter(({ pem }) => issuerKeyOf(pem) === issuerKey);
  for (const { caCertificateId } of cas) {
    for await (const page of paginateListCertificatesByCA({ client, pageSize: 250 }, { caCertificateId })) {
      for (const { certificateId, status } of page.certificates ?? []) {
        if (certificateId !== undefined && (status === 'ACTIVE' || status === 'PENDING_ACTIVATION'))
          good.push(certificateId);
      }
    }
  }
  return good;
}
