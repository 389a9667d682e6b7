// Device certificates: registered, activated, revoked, deleted. A change of status reaches the connections after a while.
import { randomUUID, X509Certificate } from 'node:crypto';
import {
  InvalidCertificateRequest,
  readCertificateRequest,
  type CertificateRequest,
} from '../../certificates/certificate-request.ts';
import { issueIotCertificate } from '../../certificates/iot-authority.ts';
import { makeKeysAndCertificate } from '../../certificates/keys-and-certificate.ts';
import { AwsError } from '../../core/aws-error.ts';
import type { CloudContext } from '../../core/cloud-context.ts';
import type { IotHandlers } from './handlers.ts';
import { alreadyExists, anyText, certificateIdRule, invalidRequest, member, notFound, page } from './members.ts';
import type { CertificateRecord } from './records.ts';
import type { IotState } from './state.ts';
import { certificateIdOf, isIssuedBy, parseCertificate, validityOf } from './x509.ts';

export function certificateHandlers(
  cloud: CloudContext,
  state: IotState,
  onNotActive: (certificateId: string) => void,
): IotHandlers {
  const find = (id: string | undefined): CertificateRecord => {
    const found = state.certificates.get(member('certificateId', id, certificateIdRule));
    if (!found) throw notFound(`Certificate ${id} not found in account ${cloud.accountId}`);
    return found;
  };
  const summary = ({ certificateId, status, mode, createdAt }: CertificateRecord) => ({
    certificateArn: state.certificateArn(certificateId),
    certificateId,
    status,
    certificateMode: mode,
    creationDate: new Date(createdAt),
  });
  const list = (
    records: CertificateRecord[],
    input: { pageSize?: number | undefined; marker?: string | undefined; ascendingOrder?: boolean | undefined },
  ) => {
    const direction = input.ascendingOrder ? 1 : -1;
    const sorted = records.sort((a, b) => direction * (a.createdAt - b.createdAt));
    const { items, next } = page(sorted, input.pageSize, input.marker);
    return { certificates: items.map(summary), ...(next && { nextMarker: next }) };
  };
  const issued = async (pem: string, setAsActive: boolean | undefined) => {
    const status = setAsActive ? 'ACTIVE' : 'INACTIVE';
    const record = newCertificate(cloud, new X509Certificate(pem), undefined, status);
    await state.certificates.put(record.certificateId, record);
    const { certificateId, pem: certificatePem } = record;
    return { certificateArn: state.certificateArn(certificateId), certificateId, certificatePem };
  };

  return {
    async RegisterCertificate(input) {
      const pem = member('certificatePem', input.certificatePem, anyText);
      const status = input.status ?? (input.setAsActive ? 'ACTIVE' : 'INACTIVE');
      if (status === 'PENDING_ACTIVATION' || status === 'PENDING_TRANSFER') {
        throw new AwsError('CertificateStateException', `Not allowed to register certificate with ${status} status`);
      }
      const certificate = parseCertificate('certificatePem', pem);
      const certificateId = certificateIdOf(certificate);
      if (state.certificates.has(certificateId)) {
        throw alreadyExists(
          'The certificate is already provisioned or registered',
          certificateId,
          state.certificateArn(certificateId),
        );
      }
      const issuers = state.caCertificates
        .values()
        .filter((ca) => ca.status === 'ACTIVE' && isIssuedBy(certificate, new X509Certificate(ca.pem)));
      if (!issuers[0]) {
        throw new AwsError(
          'CertificateValidationException',
          'certificatePem is not issued by a registered, ACTIVE CA certificate',
        );
      }
      const record = newCertificate(cloud, certificate, issuers[0].certificateId, status);
      await state.certificates.put(certificateId, record);
      return { certificateId, certificateArn: state.certificateArn(certificateId) };
    },

    // The private key is in this answer and nowhere else: not in the registry, not on disk, not in a log.
    async CreateKeysAndCertificate({ setAsActive }) {
      const { certificate, publicKey, privateKey } = await makeKeysAndCertificate(cloud.dataDir, cloud.clock.now());
      return { ...(await issued(certificate, setAsActive)), keyPair: { PublicKey: publicKey, PrivateKey: privateKey } };
    },

    // The same request again is another certificate. That the subject is the request's is UNCONFIRMED.
    async CreateCertificateFromCsr(input) {
      const csr = member('certificateSigningRequest', input.certificateSigningRequest, anyText);
      const request = await readCertificateRequest(csr).catch((error: unknown): CertificateRequest => {
        if (!(error instanceof InvalidCertificateRequest)) throw error;
        throw invalidRequest(`certificateSigningRequest: ${error.message}`);
      });
      return issued(await issueIotCertificate(cloud.dataDir, cloud.clock.now(), request), input.setAsActive);
    },

    async DescribeCertificate(input) {
      const record = find(input.certificateId);
      return {
        certificateDescription: {
          certificateArn: state.certificateArn(record.certificateId),
          certificateId: record.certificateId,
          ...(record.caCertificateId && { caCertificateId: record.caCertificateId }),
          status: record.status,
          certificatePem: record.pem,
          ownedBy: cloud.accountId,
          creationDate: new Date(record.createdAt),
          lastModifiedDate: new Date(record.modifiedAt),
          customerVersion: record.customerVersion,
          transferData: {},
          generationId: record.generationId,
          validity: { notBefore: new Date(record.notBefore), notAfter: new Date(record.notAfter) },
          certificateMode: record.mode,
        },
      };
    },

    async UpdateCertificate(input) {
      const record = find(input.certificateId);
      const { newStatus } = input;
      // [API: the PENDING states are AWS's own, REGISTER_INACTIVE is deprecated]
      if (newStatus !== 'ACTIVE' && newStatus !== 'INACTIVE' && newStatus !== 'REVOKED') {
        throw invalidRequest(
          `newStatus: ${newStatus} cannot be set; a certificate is made ACTIVE, INACTIVE or REVOKED`,
        );
      }
      const stored = state.certificates.put(record.certificateId, {
        ...record,
        status: newStatus,
        modifiedAt: cloud.clock.now(),
        customerVersion: record.customerVersion + 1,
      });
      if (newStatus !== 'ACTIVE') onNotActive(record.certificateId);
      await stored;
      return {};
    },

    async DeleteCertificate(input) {
      const { certificateId, status } = find(input.certificateId);
      const certificateArn = state.certificateArn(certificateId);
      if (status === 'ACTIVE') {
        throw new AwsError(
          'CertificateStateException',
          `Certificate must be deactivated (not ACTIVE) before deletion. Id: ${certificateId}`,
        );
      }
      if (state.thingsOf(certificateArn).length > 0) {
        throw new AwsError(
          'DeleteConflictException',
          `Things must be detached before deletion (arn: ${certificateArn})`,
        );
      }
      if (state.attachedPolicies.get(certificateArn)?.length && !input.forceDelete) {
        throw new AwsError(
          'DeleteConflictException',
          `Certificate policies must be detached before deletion (arn: ${certificateArn})`,
        );
      }
      await Promise.all([state.certificates.delete(certificateId), state.attachedPolicies.delete(certificateArn)]);
      return {};
    },

    async ListCertificates(input) {
      return list(state.certificates.values(), input);
    },

    async ListCertificatesByCA(input) {
      const caCertificateId = member('caCertificateId', input.caCertificateId, certificateIdRule);
      return list(
        state.certificates.values().filter((certificate) => certificate.caCertificateId === caCertificateId),
        input,
      );
    },
  };
}

export function newCertificate(
  cloud: CloudContext,
  certificate: X509Certificate,
  /** Undefined for a certificate that AWS IoT itself has issued. */
  caCertificateId: string | undefined,
  status: CertificateRecord['status'],
): CertificateRecord {
  const now = cloud.clock.now();
  return {
    certificateId: certificateIdOf(certificate),
    pem: certificate.toString(),
    ...(caCertificateId !== undefined && { caCertificateId }),
    status,
    mode: 'DEFAULT',
    createdAt: now,
    modifiedAt: now,
    customerVersion: 1,
    generationId: randomUUID(),
    ...validityOf(certificate),
  };
}
