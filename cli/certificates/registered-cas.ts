// The CAs that are registered in AWS IoT, with their certificates.
import { DescribeCACertificateCommand, paginateListCACertificates, type IoTClient } from '@aws-sdk/client-iot';

export interface RegisteredCa {
  readonly caCertificateId: string;
  readonly pem: string;
}

/** Rejects with the SDK's error. */
export async function registeredCas(client: IoTClient): Promise<RegisteredCa[]> {
  const found: RegisteredCa[] = [];
  for await (const page of paginateListCACertificates({ client, pageSize: 250 }, {})) {
    for (const { certificateId } of page.certificates ?? []) {
      const { certificateDescription } = await client.send(new DescribeCACertificateCommand({ certificateId }));
      found.push({ caCertificateId: certificateId!, pem: certificateDescription?.certificatePem ?? '' });
    }
  }
  return found;
}
