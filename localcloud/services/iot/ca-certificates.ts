// CA certificates: whose signatures this account trusts, and whether their unknown certificates register themselves.
import { AwsError } from '../../core/aws-error.ts';
import { arn, type CloudContext } from '../../core/cloud-context.ts';
import { randomUUID } from 'node:crypto';
import type { IotHandlers } from './handlers.ts';
import { alreadyExists, anyText, certificateIdRule, invalidRequest, member, notFound, page } from './members.ts';
import type { CaCertificateRecord } from './records.ts';
import type { IotState } from './state.ts';
import { certificateIdOf, parseCertificate, validityOf } from './x509.ts';

export function caCertificateHandlers(cloud: CloudContext, state: IotState): IotHandlers {
  const caArn = (id: string): string => arn(cloud, 'iot', `cacert/${id}`);
  const find = (id: string | undefined): CaCertificateRecord => {
    const found = state.caCertificates.get(member('certificateId', id, certificateIdRule));
    if (!found) throw notFound(`CA certificate ${id} not found in account ${cloud.accountId}`);
    return found;
  };

  return {
    async RegisterCACertificate(input) {
      const pem = member('caCertificate', input.caCertificate, anyText);
      if (input.registrationConfig) throw noTemplates();
      // [CA registration: SNI_ONLY needs no verification certificate]
      if (input.certificateMode !== 'SNI_ONLY') {
        throw invalidRequest("certificateMode: the local cloud registers CA certificates in mode 'SNI_ONLY' only");
      }
      const certificate = parseCertificate('caCertificate', pem);
      if (!certificate.ca) {
        throw new AwsError('CertificateValidationException', 'caCertificate is not the certificate of a CA');
      }
      const certificateId = certificateIdOf(certificate);
      if (state.caCertificates.has(certificateId)) {
        throw alreadyExists('The CA certificate is already registered', certificateId, caArn(certificateId));
      }
      const now = cloud.clock.now();
      await state.caCertificates.put(certificateId, {
        certificateId,
        pem,
        status: input.setAsActive ? 'ACTIVE' : 'INACTIVE',
        autoRegistrationStatus: input.allowAutoRegistration ? 'ENABLE' : 'DISABLE',
        mode: 'SNI_ONLY',
        createdAt: now,
        modifiedAt: now,
        customerVersion: 1,
        generationId: randomUUID(),
        ...validityOf(certificate),
      });
      return { certificateId, certificateArn: caArn(certificateId) };
    },

    async DescribeCACertificate(input) {
      const record = find(input.certificateId);
      return {
        certificateDescription: {
          certificateArn: caArn(record.certificateId),
          certificateId: record.certificateId,
          status: record.status,
          certificatePem: record.pem,
          ownedBy: cloud.accountId,
          creationDate: new Date(record.createdAt),
          autoRegistrationStatus: record.autoRegistrationStatus,
          lastModifiedDate: new Date(record.modifiedAt),
          customerVersion: record.customerVersion,
          generationId: record.generationId,
          validity: { notBefore: new Date(record.notBefore), notAfter: new Date(record.notAfter) },
          certificateMode: record.mode,
        },
      };
    },

    async UpdateCACertificate(input) {
      const record = find(input.certificateId);
      if (input.registrationConfig) throw noTemplates();
      await state.caCertificates.put(record.certificateId, {
        ...record,
        status: input.newStatus ?? record.status,
        autoRegistrationStatus: input.newAutoRegistrationStatus ?? record.autoRegistrationStatus,
        modifiedAt: cloud.clock.now(),
        customerVersion: record.customerVersion + 1,
      });
      return {};
    },

    async ListCACertificates(input) {
      const { items, next } = page(state.caCertificates.values(), input.pageSize, input.marker);
      return {
        certificates: items.map(({ certificateId, status, createdAt }) => ({
          certificateArn: caArn(certificateId),
          certificateId,
          status,
          creationDate: new Date(createdAt),
        })),
        ...(next && { nextMarker: next }),
      };
    },

    async DeleteCACertificate(input) {
      const { certificateId, status } = find(input.certificateId);
      if (status === 'ACTIVE') {
        throw new AwsError(
          'CertificateStateException',
          `CA certificate must be deactivated (not ACTIVE) before deletion. Id: ${certificateId}`,
        );
      }
      await state.caCertificates.delete(certificateId);
      return {};
    },
  };
}

function noTemplates(): AwsError {
  return invalidRequest(
    'registrationConfig: the local cloud has no provisioning templates; certificates register just in time through a topic rule',
  );
}
