// May the camera connect? Its certificate, who issued it, what it is allowed, and whose it is.
import { X509Certificate } from 'node:crypto';
import type { CertificateDescription } from '@aws-sdk/client-iot';
import type { Evidence } from './evidence.ts';
import { fails, holds, type Finding } from './finding.ts';
import { found, notAllowedToLook, withoutAnswer } from './look.ts';

/** Known, status, validity: the later ones only of a certificate that is known. */
export function checkCertificate(evidence: Evidence): Finding[] {
  const check = 'certificate';
  const unanswered = withoutAnswer(check, evidence.certificate);
  if (unanswered) return [unanswered];
  const certificate = found(evidence.certificate);
  if (!certificate) {
    return [
      fails(
        check,
        `AWS IoT doesn't know ${evidence.certificateId}`,
        'Let the camera connect: AWS IoT registers it then, if its issuer is registered here.',
      ),
    ];
  }
  return [
    holds(check, `AWS IoT knows ${certificate.certificateId}`),
    checkStatus(certificate, evidence),
    checkValidity(certificate, evidence),
  ];
}

function checkStatus(
  { status, certificateId }: CertificateDescription,
  { record, cameraName, ban }: Evidence,
): Finding {
  const check = 'certificate status';
  if (status === 'ACTIVE') return holds(check, 'ACTIVE');
  const says = `${status}, not ACTIVE`;
  if (status === 'PENDING_ACTIVATION') {
    return fails(check, says, 'Its registration activates it as the last step: see "last registration".');
  }
  if ('found' in ban) return fails(check, says, 'It is not to become ACTIVE: see "ban".');
  const activate = `aws iot update-certificate --certificate-id ${certificateId} --new-status ACTIVE`;
  if (status === 'INACTIVE' && !('missing' in record)) return fails(check, says, activate);
  return fails(
    check,
    says,
    `${cameraName} needs a new certificate. If it was withdrawn by mistake: aws iot delete-certificate --certificate-id ${certificateId}, and let the camera connect.`,
  );
}

function checkValidity({ certificatePem = '' }: CertificateDescription, { now }: Evidence): Finding {
  const check = 'certificate validity';
  const { validFrom, validTo } = new X509Certificate(certificatePem);
  const [from, to] = [Date.parse(validFrom), Date.parse(validTo)];
  const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
  if (now < from) return fails(check, `not valid before ${day(from)}`, 'Wait, or give the camera a new certificate.');
  if (now > to) return fails(check, `expired on ${day(to)}`, 'Give the camera a new certificate.');
  return holds(check, `until ${day(to)}`);
}

export function checkIssuer({ issuer, certificate }: Evidence): Finding {
  const check = 'issuer';
  const known = found(certificate);
  // Only a renewal has such a one: AWS IoT registers no certificate of another issuer by itself.
  if (known && known.caCertificateId === undefined)
    return holds(check, 'AWS IoT itself, which signs renewed certificates');
  const unanswered = withoutAnswer(check, issuer);
  if (unanswered) return unanswered;
  const id = found(certificate)?.caCertificateId;
  const ca = found(issuer);
  if (!ca) {
    return fails(
      check,
      `CA ${id} is not registered here`,
      'Add its certificate to deviceCaCertificates in infra/settings.ts and deploy.',
    );
  }
  if (ca.status !== 'ACTIVE') {
    return fails(
      check,
      `CA ${id} is ${ca.status}`,
      `aws iot update-ca-certificate --certificate-id ${id} --new-status ACTIVE`,
    );
  }
  return holds(check, `CA ${id} is registered and ACTIVE`);
}

export function checkPolicy({ attachedPolicies, cameraPolicyName, certificate }: Evidence, repair?: string): Finding {
  const check = 'policy';
  const unanswered = withoutAnswer(check, attachedPolicies);
  if (unanswered) return unanswered;
  if (found(attachedPolicies)?.includes(cameraPolicyName)) return holds(check, `${cameraPolicyName} is attached`);
  const target = found(certificate)?.certificateArn;
  return fails(
    check,
    `${cameraPolicyName} is not attached to the certificate`,
    repair ?? `aws iot attach-policy --policy-name ${cameraPolicyName} --target ${target}`,
  );
}

/** Thing variables in policies resolve only when certificate and thing are attached and the client id is the thing's name. */
export function checkThing({ cameraName, thing, thingPrincipals, certificate }: Evidence, repair: string): Finding {
  const check = 'thing';
  const unanswered = withoutAnswer(check, thing) ?? withoutAnswer(check, thingPrincipals);
  if (unanswered) return unanswered;
  if (!found(thing)) return fails(check, `there is no thing ${cameraName}`, repair);
  const hidden = notAllowedToLook(check, certificate);
  if (hidden) return hidden;
  const { certificateArn, certificateId } = found(certificate) ?? {};
  if (certificateArn === undefined) return fails(check, `${cameraName} exists, but no certificate of it`, repair);
  if (!found(thingPrincipals)?.includes(certificateArn)) {
    return fails(
      check,
      `${cameraName} is not attached to the certificate`,
      `aws iot attach-thing-principal --thing-name ${cameraName} --principal ${certificateArn}`,
    );
  }
  const named = found(thing)?.attributes?.certificateId;
  if (named !== certificateId) {
    return fails(
      check,
      `its attribute certificateId is ${named ?? 'missing'}, not that of the certificate`,
      `aws iot update-thing --thing-name ${cameraName} --attribute-payload '{"attributes":{"certificateId":"${certificateId}"},"merge":true}'`,
    );
  }
  return holds(check, `${cameraName} is attached to the certificate and has the camera's name`);
}
