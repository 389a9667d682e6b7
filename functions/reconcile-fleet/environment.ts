// Settings of reconcile-fleet.
import { readEnvironment } from '../shared/environment.ts';

/** What the stack must set. */
export interface ReconcileFleetEnvironment {
  readonly TABLE_NAME: string;
  readonly BAN_TABLE_NAME: string;
  readonly STAGE: string;
  readonly CAMERA_POLICY_NAME: string;
  readonly CAMERA_THING_TYPE_NAME: string;
  /** Separated by commas. */
  readonly CA_CERTIFICATE_IDS: string;
  readonly MEDIA: string;
  readonly STREAM_RETENTION_HOURS: string;
  readonly REPAIRS_PER_RUN: string;
  readonly ENDING_CERTIFICATE_DAYS: string;
  readonly PROVISION_CAMERA_ARN: string;
  readonly RETIRE_CAMERA_ARN: string;
  readonly ROTATE_CHANNEL_ARN: string;
  readonly RENEW_CERTIFICATE_ARN: string;
}

/** @throws MissingEnvironmentError */
export function readSettings(environment: Readonly<Record<string, string | undefined>>) {
  const read = readEnvironment(
    environment,
    [
      ...(['TABLE_NAME', 'BAN_TABLE_NAME', 'STAGE', 'CAMERA_POLICY_NAME', 'CAMERA_THING_TYPE_NAME'] as const),
      ...([
        'CA_CERTIFICATE_IDS',
        'MEDIA',
        'STREAM_RETENTION_HOURS',
        'REPAIRS_PER_RUN',
        'ENDING_CERTIFICATE_DAYS',
      ] as const),
      ...(['PROVISION_CAMERA_ARN', 'RETIRE_CAMERA_ARN', 'ROTATE_CHANNEL_ARN', 'RENEW_CERTIFICATE_ARN'] as const),
    ],
    ['CA_CERTIFICATE_IDS'],
  );
  return Object.freeze({
    tableName: read.TABLE_NAME,
    banTableName: read.BAN_TABLE_NAME,
    stage: read.STAGE,
    policyName: read.CAMERA_POLICY_NAME,
    thingTypeName: read.CAMERA_THING_TYPE_NAME,
    caCertificateIds: read.CA_CERTIFICATE_IDS.split(',').filter((id) => id !== ''),
    hasStreams: read.MEDIA !== 'webrtc',
    streamRetentionHours: Number(read.STREAM_RETENTION_HOURS),
    repairsPerRun: Number(read.REPAIRS_PER_RUN),
    endingCertificateDays: Number(read.ENDING_CERTIFICATE_DAYS),
    machines: {
      provisionCamera: read.PROVISION_CAMERA_ARN,
      retireCamera: read.RETIRE_CAMERA_ARN,
      rotateChannel: read.ROTATE_CHANNEL_ARN,
      renewCertificate: read.RENEW_CERTIFICATE_ARN,
    },
  });
}
