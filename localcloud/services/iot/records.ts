// What AWS IoT remembers, as it lies on disk. Times are milliseconds since the epoch.
import type { CertificateMode, CertificateStatus, ThingPrincipalType, TopicRulePayload } from '@aws-sdk/client-iot';

export interface ThingRecord {
  readonly thingName: string;
  readonly thingId: string;
  readonly thingTypeName?: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly version: number;
}

export interface ThingTypeRecord {
  readonly thingTypeName: string;
  readonly thingTypeId: string;
  readonly description?: string;
  readonly searchableAttributes: readonly string[];
  readonly createdAt: number;
  readonly deprecatedAt?: number;
}

export interface CertificateRecord {
  /** Lower-case hex SHA-256 of the DER. */
  readonly certificateId: string;
  readonly pem: string;
  readonly caCertificateId?: string;
  readonly status: CertificateStatus;
  readonly mode: CertificateMode;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly customerVersion: number;
  readonly generationId: string;
  readonly notBefore: number;
  readonly notAfter: number;
}

export interface CaCertificateRecord extends Omit<CertificateRecord, 'status' | 'caCertificateId'> {
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly autoRegistrationStatus: 'ENABLE' | 'DISABLE';
}

export interface PolicyVersionRecord {
  readonly versionId: string;
  readonly document: string;
  readonly createdAt: number;
}

export interface PolicyRecord {
  readonly policyName: string;
  readonly generationId: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly defaultVersionId: string;
  /** Oldest first; the newest has the highest number. */
  readonly versions: readonly PolicyVersionRecord[];
  readonly lastVersion: number;
}

export interface ThingPrincipal {
  /** ARN of a certificate. */
  readonly principal: string;
  readonly type: ThingPrincipalType;
  /** When it is no longer attached, for it was asked to be detached. */
  readonly detachedAt?: number;
}

export interface RoleAliasRecord {
  readonly roleAlias: string;
  readonly roleArn: string;
  readonly credentialDurationSeconds: number;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export interface TopicRuleRecord {
  readonly ruleName: string;
  readonly createdAt: number;
  readonly payload: TopicRulePayload & { sql: string };
}
