// Was the camera let in? Manifest, workflow, record.
import { certificateOf, endInWords, executionInput, executionName } from '../../executions/attempt.ts';
import { readCause } from '../../executions/cause.ts';
import type { Evidence } from './evidence.ts';
import { fails, holds, unknown, type Finding } from './finding.ts';
import { found, withoutAnswer } from './look.ts';

export function checkManifest({ cameraName, serialNumber, manifestEntry }: Evidence): Finding {
  const check = 'manifest';
  const unanswered = withoutAnswer(check, manifestEntry);
  if (unanswered) return unanswered;
  const entry = found(manifestEntry);
  const serial = serialNumber ?? '<serial number>';
  if (!entry) {
    return fails(
      check,
      serialNumber === undefined ? `no entry is for ${cameraName}` : `serial number ${serial} is not in it`,
      `npx lensgate manifest add --serial ${serial} --camera ${cameraName} --owner <e-mail address>`,
    );
  }
  const name = entry.cameraName;
  if (name === cameraName) return holds(check, `serial number ${serial} is ${cameraName}`);
  return fails(
    check,
    `serial number ${serial} is the camera ${name ?? '?'}, not ${cameraName}`,
    `npx lensgate doctor --camera ${name ?? '<name>'}, or give this camera a serial number of its own.`,
  );
}

export function checkExecution({ certificateId, execution }: Evidence): Finding {
  const check = 'last registration';
  const unanswered = withoutAnswer(check, execution);
  if (unanswered) return unanswered;
  const last = found(execution);
  if (!last) return unknown(check, `there is no execution of certificate ${certificateId} from the last 90 days`);
  const { name, status, error, cause } = last;
  if (status === 'SUCCEEDED') return holds(check, `execution ${name} succeeded`);
  if (status === 'RUNNING') return unknown(check, `execution ${name} is still running`);
  return fails(
    check,
    `execution ${name} ${endInWords({ ...last, cause: readable(cause) })}`,
    `docs/admin.md says what ${error ?? status} means. States: npx lensgate executions show ${name}`,
  );
}

/** Somebody who knocks with this serial number and another certificate: the same camera with a new one, other hardware, or a copy. */
export function checkRefusedCertificate({ cameraName, serialNumber, certificateId, newestFailure }: Evidence): Finding {
  const check = 'refused certificate';
  const unanswered = withoutAnswer(check, newestFailure);
  if (unanswered) return unanswered;
  const failure = found(newestFailure);
  const refused = failure && certificateOf(failure.executionName);
  if (!failure || refused === certificateId) {
    return holds(check, `no other certificate with serial number ${serialNumber} was refused in the last week`);
  }
  const { executionName, error } = failure;
  const why = `Why: npx lensgate executions show ${executionName}`;
  return fails(
    check,
    `certificate ${refused} with the same serial number was refused at ${new Date(failure.startedAt).toISOString()}: ${error ?? failure.status}`,
    error === 'CameraAlreadyRegisteredError'
      ? `If this is the same camera and keeps its owner: npx lensgate manifest add --serial ${serialNumber} --camera ${cameraName} --reprovision migrate, and npx lensgate executions retry ${executionName}. ${why}`
      : `docs/admin.md says what ${error ?? failure.status} means. ${why}`,
  );
}

export function checkRecord(evidence: Evidence): Finding {
  const check = 'record';
  const { cameraName, record, certificateId, serialNumber } = evidence;
  const unanswered = withoutAnswer(check, record);
  if (unanswered) return unanswered;
  const item = found(record);
  if (!item) {
    return fails(check, `${cameraName} is not registered`, registerAgain(evidence) ?? 'Let the camera connect.');
  }
  const status = item.status;
  if (status !== 'ACTIVE') {
    return fails(check, `its status is ${status ?? 'missing'}, not ACTIVE`, registerAgain(evidence) ?? 'Correct it.');
  }
  for (const [attribute, expected] of Object.entries({ certificateId, serialNumber })) {
    const actual = item[attribute as 'certificateId' | 'serialNumber'];
    if (actual === expected) continue;
    return fails(
      check,
      `its ${attribute} is ${actual ?? 'missing'}, not ${expected ?? '?'}`,
      'Another camera registered under this name, or this one has a new certificate: docs/admin.md, "Retiring a camera".',
    );
  }
  const owner = item.owner;
  return holds(check, `registered and ACTIVE, ${owner === undefined ? 'without an owner' : `owned by ${owner}`}`);
}

/** The next attempt, which brings everything to where it should be. Undefined while one runs, or when it isn't known for whom. */
export function registerAgain({ stateMachineArn, certificate, execution }: Evidence): string | undefined {
  const last = found(execution);
  const { certificateId, caCertificateId } = found(certificate) ?? {};
  if (certificateId === undefined || caCertificateId === undefined || last?.status === 'RUNNING') return undefined;
  if (last !== undefined && last.status !== 'SUCCEEDED') return `npx lensgate executions retry ${last.name}`;
  const attempt = (last?.attempt ?? 0) + 1;
  const input = executionInput({ certificateId, caCertificateId }, attempt);
  return `aws stepfunctions start-execution --state-machine-arn ${stateMachineArn} --name ${executionName(certificateId, attempt)} --input '${input}'`;
}

function readable(cause: string | undefined): string {
  return readCause(cause).message.replaceAll(/\s+/g, ' ').slice(0, 600);
}
