// From certificate to credentials: each check in AWS's order, from top to bottom.
import type { X509Certificate } from 'node:crypto';
import { AwsError } from '../../core/aws-error.ts';
import { arn, type CloudContext } from '../../core/cloud-context.ts';
import { servicePrincipal } from '../../core/principal.ts';
import type { Session } from '../../access/iam.ts';
import { certificateVariables, type DevicePolicies } from '../iot/device-policy.ts';
import type { CertificateRecord, RoleAliasRecord } from '../iot/records.ts';
import type { IotState } from '../iot/state.ts';
import { certificateIdOf } from '../iot/x509.ts';
import {
  accessDenied,
  durationTooLong,
  invalidCertificate,
  invalidThingName,
  missingAlias,
  roleNotAssumable,
} from './refusal.ts';

export interface CredentialsRequest {
  readonly roleAlias: string;
  /** TLS has proved that the client holds its key; nothing else about it is known. */
  readonly certificate: X509Certificate | undefined;
  /** The header `x-amzn-iot-thingname`. */
  readonly thingName: string | undefined;
  readonly sourceIp: string;
}

export interface IssuedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** `2018-01-18T09:18:06Z` */
  readonly expiration: string;
}

/** Throws Refusal. */
export function issueCredentials(
  cloud: CloudContext,
  state: IotState,
  policies: DevicePolicies,
  { roleAlias, certificate, thingName, sourceIp }: CredentialsRequest,
): IssuedCredentials {
  const { certificateId, pem } = usableCertificate(cloud, state, certificate);
  const principals = thingName === undefined ? [] : state.principalsOf(thingName);
  if (
    thingName !== undefined &&
    !principals.some(({ principal }) => principal === state.certificateArn(certificateId))
  ) {
    throw invalidThingName(`certificate ${certificateId} is not attached to the thing ${JSON.stringify(thingName)}`);
  }
  const bearer = { certificateId, thingName, sourceIp, certificateVariables: certificateVariables(pem) };
  if (!policies.allows(bearer, 'iot:AssumeRoleWithCertificate', `rolealias/${roleAlias}`)) {
    throw accessDenied(
      `no policy of certificate ${certificateId} allows iot:AssumeRoleWithCertificate on ${JSON.stringify(roleAlias)}`,
    );
  }
  const alias = state.roleAliases.get(roleAlias);
  if (!alias) throw missingAlias(`there is no role alias ${JSON.stringify(roleAlias)}`);
  const { credentials } = assumeRole(cloud, alias, certificateId, sessionContext(state, certificateId, thingName));
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials;
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken,
    expiration: new Date(expiration).toISOString().replace(/\.\d+Z$/, 'Z'),
  };
}

// An id that the registry knows is the hash of the very certificate that was registered: its issuer was checked then.
function usableCertificate(
  cloud: CloudContext,
  state: IotState,
  certificate: X509Certificate | undefined,
): CertificateRecord {
  if (!certificate) throw invalidCertificate('the client has shown no certificate');
  const certificateId = certificateIdOf(certificate);
  const known = state.certificates.get(certificateId);
  if (!known) throw invalidCertificate(`certificate ${certificateId} is unknown`);
  if (known.status !== 'ACTIVE') throw invalidCertificate(`certificate ${certificateId} is ${known.status}`);
  const now = cloud.clock.now();
  if (now < known.notBefore || now > known.notAfter) {
    throw invalidCertificate(
      `certificate ${certificateId} is valid from ${certificate.validFrom} to ${certificate.validTo} only`,
    );
  }
  return known;
}

// The thing's variables exist only when the client named it. [Authorizing direct calls: IAM policy variables]
function sessionContext(state: IotState, certificateId: string, thingName: string | undefined): Record<string, string> {
  const thingTypeName = thingName === undefined ? undefined : state.things.get(thingName)?.thingTypeName;
  return {
    'credentials-iot:AwsCertificateId': certificateId,
    ...(thingName !== undefined && { 'credentials-iot:ThingName': thingName }),
    ...(thingTypeName !== undefined && { 'credentials-iot:ThingTypeName': thingTypeName }),
  };
}

function assumeRole(
  cloud: CloudContext,
  { roleAlias, roleArn, credentialDurationSeconds }: RoleAliasRecord,
  certificateId: string,
  context: Record<string, string>,
): Session {
  const aliasArn = arn(cloud, 'iot', `rolealias/${roleAlias}`);
  try {
    const session = cloud.iam.assumeRole({
      roleArn,
      by: servicePrincipal('credentials.iot.amazonaws.com', cloud.accountId, aliasArn),
      sessionName: certificateId,
      durationSeconds: credentialDurationSeconds,
      context,
    });
    const { maxSessionSeconds } = cloud.iam.role(roleArn)!;
    if (credentialDurationSeconds <= maxSessionSeconds) return session;
    throw durationTooLong(
      `${aliasArn} asks for ${credentialDurationSeconds} s, ${roleArn} allows ${maxSessionSeconds} s`,
    );
  } catch (error) {
    if (error instanceof AwsError) throw roleNotAssumable(error.message);
    throw error;
  }
}
