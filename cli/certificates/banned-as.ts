// Under which names a certificate may be banned: its id in AWS IoT, and its CA's number.
import { X509Certificate } from 'node:crypto';
import { DescribeCertificateCommand, type IoTClient } from '@aws-sdk/client-iot';
import type { Banned } from '../../records/certificate-ban.ts';
import { issuerAndSerialOf, issuerKeyOf } from '../../records/issued-certificate.ts';
import type { Named } from './named-certificate.ts';
import { orGone } from './or-gone.ts';
import { registeredCas } from './registered-cas.ts';

/**
 * As it was named, and a certificate by the number that its CA gave it, too, if that CA is registered in AWS IoT: a revocation list bans
 * by numbers. Rejects with the SDK's error.
 */
export async function bannedAs({ banned, pem }: Named, iot: IoTClient): Promise<Banned[]> {
  if (!('certificateId' in banned)) return [banned];
  const known = pem ?? (await pemOf(banned.certificateId, iot));
  if (known === undefined) return [banned];
  const certificate = new X509Certificate(known);
  const cas = (await registeredCas(iot)).filter((ca) => certificate.verify(new X509Certificate(ca.pem).publicKey));
  // One CA may be registered more than once: certified anew, its key is the same.
  const keys = new Set(cas.map((ca) => issuerKeyOf(ca.pem)));
  return [banned, ...[...keys].map((issuerKey) => issuerAndSerialOf(known, issuerKey))];
}

async function pemOf(certificateId: string, iot: IoTClient): Promise<string | undefined> {
  const described = await orGone(iot.send(new DescribeCertificateCommand({ certificateId })));
  return described?.certificateDescription?.certificatePem;
}
