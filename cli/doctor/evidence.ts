// Everything that AWS says about one camera, gathered before anything is judged. Reads only.
import {
  DescribeCACertificateCommand,
  DescribeCertificateCommand,
  DescribeThingCommand,
  GetPolicyCommand,
  IoTClient,
  ListAttachedPoliciesCommand,
  ListThingPrincipalsCommand,
  type CACertificateDescription,
  type CertificateDescription,
  type DescribeThingResponse,
} from '@aws-sdk/client-iot';
import { KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { SFNClient } from '@aws-sdk/client-sfn';
import { getCameraRecordLeniently, type LenientCameraRecord } from '../../records/camera-record.ts';
import { documentClient } from '../../records/document-client.ts';
import {
  findEntryOfCamera,
  getManifestEntryLeniently,
  type LenientManifestEntry,
} from '../../records/manifest-entry.ts';
import { certificateOf, newestAttempt, type Numbered } from '../../executions/attempt.ts';
import { readCause } from '../../executions/cause.ts';
import { executionsOf, newestExecutions, type Execution, type Executions } from '../../executions/executions.ts';
import type { ExecutionReport } from '../../records/camera-history.ts';
import { presenceKey, type Table } from '../../records/camera-table.ts';
import type { CertificateBan } from '../../records/certificate-ban.ts';
import { getItem } from '../../records/get-item.ts';
import { readPresenceLeniently, type Presence } from '../../records/presence.ts';
import { RefusedError } from '../failures.ts';
import { reportsSince } from '../executions/reports.ts';
import type { Target } from '../target.ts';
import { lookForBan } from './ban-evidence.ts';
import { found, look, type Looked } from './look.ts';
import { gatherMediaEvidence, streamNameOf, type MediaEvidence } from './media-evidence.ts';
import { gatherRoleEvidence, type RoleEvidence } from './role-evidence.ts';
import { expectedTags } from './expected-tags.ts';

export interface Evidence extends MediaEvidence, RoleEvidence {
  readonly cameraName: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly stateMachineArn: string;
  readonly cameraPolicyName: string;
  /** From the record, the thing, or the manifest. */
  readonly serialNumber: string | undefined;
  readonly certificateId: string | undefined;
  readonly record: Looked<LenientCameraRecord>;
  readonly presence: Looked<Presence>;
  readonly manifestEntry: Looked<LenientManifestEntry>;
  /** The newest one of this serial number that failed, of whatever certificate; of the last week. */
  readonly newestFailure: Looked<ExecutionReport>;
  /** Of the newest attempt. */
  readonly execution: Looked<Numbered<Execution>>;
  readonly certificate: Looked<CertificateDescription>;
  readonly ban: Looked<CertificateBan>;
  readonly issuer: Looked<CACertificateDescription>;
  readonly attachedPolicies: Looked<readonly string[]>;
  /** The camera policy's default version, as JSON. */
  readonly policyDocument: Looked<string>;
  readonly thing: Looked<DescribeThingResponse>;
  /** ARNs of the certificates that are attached to the thing. */
  readonly thingPrincipals: Looked<readonly string[]>;
  /** Undefined for a stack of an older release, as the setting `media`. */
  readonly stage: string | undefined;
  readonly cameraMedia: string | undefined;
}

export interface Hints {
  readonly serialNumber?: string | undefined;
  readonly certificateId?: string | undefined;
}

const noCertificate = {
  unasked: 'which certificate this camera has is not known. Give --certificate <id>',
};

/** Throws what the SDK throws when AWS can't be reached, and RefusedError when the stack is none of Lensgate's. */
export async function gatherEvidence(target: Target, cameraName: string, hints: Hints): Promise<Evidence> {
  const { client } = target;
  const [tableName, stateMachineArn, cameraPolicyName] = await Promise.all([
    target.output('TableName'),
    target.output('StateMachineArn'),
    target.output('CameraPolicyName'),
  ]);
  const optionalOutput = (name: string): Promise<string | undefined> =>
    target.output(name).catch((error: unknown) => {
      if (error instanceof RefusedError) return undefined;
      throw error;
    });
  const [roleAliasName, cameraMedia, stage, historyTableName, banTableName] = await Promise.all([
    optionalOutput('CameraRoleAliasName'),
    optionalOutput('CameraMedia'),
    optionalOutput('Stage'),
    optionalOutput('HistoryTableName'),
    optionalOutput('BanTableName'),
  ]);
  const table = { client: documentClient(client), tableName };
  const iot = new IoTClient(client);

  const [record, thing, presence] = await Promise.all([
    look('dynamodb:GetItem', () => getCameraRecordLeniently(table, cameraName)),
    look('iot:DescribeThing', () => iot.send(new DescribeThingCommand({ thingName: cameraName }))),
    look('dynamodb:GetItem', async () => {
      const item = await getItem(table, presenceKey(cameraName));
      return item && readPresenceLeniently(item);
    }),
  ]);
  const known = { record: found(record), attributes: found(thing)?.attributes };
  const knownSerial = hints.serialNumber ?? known.record?.serialNumber ?? known.attributes?.serialNumber;
  const manifestEntry =
    knownSerial === undefined
      ? await look('dynamodb:Scan', () => findEntryOfCamera(table, cameraName))
      : await look('dynamodb:GetItem', () => getManifestEntryLeniently(table, knownSerial));
  const serialNumber = knownSerial ?? found(manifestEntry)?.serialNumber;
  const executions = executionsOf(new SFNClient(client), stateMachineArn);
  const newestFailure: Looked<ExecutionReport> =
    serialNumber === undefined
      ? { unasked: 'the serial number is not known. Give --serial <serial>' }
      : historyTableName === undefined
        ? { unasked: 'the stack keeps no history' }
        : await look('dynamodb:Query', () => failureOf({ ...table, tableName: historyTableName }, serialNumber));
  const knownCertificate = hints.certificateId ?? known.record?.certificateId ?? known.attributes?.certificateId;
  const ofFailure =
    knownCertificate !== undefined || serialNumber === undefined
      ? noCertificate
      : await look('states:ListExecutions', () => certificateOfFailure(executions, serialNumber));
  const certificateId = knownCertificate ?? found<string>(ofFailure);
  // What can't be asked for want of something that nobody let us see is told by that permission.
  const unknownCertificate: Looked<never> =
    [record, thing, ofFailure].find((looked) => 'denied' in looked) ?? noCertificate;

  const certificate: Looked<CertificateDescription> =
    certificateId === undefined
      ? unknownCertificate
      : await look(
          'iot:DescribeCertificate',
          async () => (await iot.send(new DescribeCertificateCommand({ certificateId }))).certificateDescription,
        );
  const { certificateArn, caCertificateId } = found(certificate) ?? {};
  const withoutCertificate: Looked<never> =
    'denied' in certificate ? certificate : { unasked: 'the certificate is not known, or names no issuer' };
  // A stream that was made by hand, when the settings changed, is in no record. [docs/deploy.md]
  const recordedStream = streamNameOf(known.record?.streamArn ?? '');
  const recordsStreams = cameraMedia !== undefined && cameraMedia !== 'webrtc';
  const streamNames = [recordedStream ?? (recordsStreams ? [cameraName, certificateId ?? []] : [])].flat(2);
  const media = await gatherMediaEvidence(new KinesisVideoClient(client), cameraName, streamNames);
  const bearer = {
    thingName: cameraName,
    thingTypeName: found(thing)?.thingTypeName,
    certificateId,
    // Whether the tags are these is a question of its own.
    tags: expectedTags({ record, stage }) ?? {},
  };
  const arns = { channel: found(media.channel)?.ChannelARN, stream: found(media.stream)?.StreamARN };
  const [execution, issuer, attachedPolicies, policyDocument, thingPrincipals, role] = await Promise.all([
    certificateId === undefined
      ? unknownCertificate
      : look('states:DescribeExecution', () => newestAttempt(certificateId, executions.find)),
    caCertificateId === undefined
      ? withoutCertificate
      : look(
          'iot:DescribeCACertificate',
          async () =>
            (await iot.send(new DescribeCACertificateCommand({ certificateId: caCertificateId })))
              .certificateDescription,
        ),
    certificateArn === undefined
      ? withoutCertificate
      : look('iot:ListAttachedPolicies', async () =>
          (await iot.send(new ListAttachedPoliciesCommand({ target: certificateArn }))).policies?.map(
            ({ policyName = '' }) => policyName,
          ),
        ),
    look(
      'iot:GetPolicy',
      async () => (await iot.send(new GetPolicyCommand({ policyName: cameraPolicyName }))).policyDocument,
    ),
    look(
      'iot:ListThingPrincipals',
      async () => (await iot.send(new ListThingPrincipalsCommand({ thingName: cameraName }))).principals,
    ),
    gatherRoleEvidence(client, iot, roleAliasName, bearer, arns),
  ]);
  const bans = banTableName === undefined ? undefined : { ...table, tableName: banTableName };
  return {
    cameraName,
    ban: await lookForBan(bans, found(certificate), found(issuer)),
    now: Date.now(),
    stateMachineArn,
    cameraPolicyName,
    cameraMedia,
    stage,
    serialNumber,
    certificateId,
    record,
    manifestEntry,
    presence,
    newestFailure,
    execution,
    certificate,
    issuer,
    attachedPolicies,
    policyDocument,
    thing,
    thingPrincipals,
    ...role,
    ...media,
  };
}

const failuresSearchedMs = 7 * 24 * 60 * 60 * 1000;

async function failureOf(history: Table, serialNumber: string): Promise<ExecutionReport | undefined> {
  for await (const report of reportsSince(history, Date.now() - failuresSearchedMs)) {
    if (report.serialNumber === serialNumber && report.status === 'FAILED') return report;
  }
  return undefined;
}

/** A camera that was refused has left nothing but its executions, whose cause names the serial number. */
async function certificateOfFailure(executions: Executions, serialNumber: string): Promise<string | undefined> {
  for (const { name = '' } of await newestExecutions(executions, { status: 'FAILED', limit: 25 })) {
    if (readCause((await executions.find(name))?.cause).serialNumber === serialNumber) return certificateOf(name);
  }
  return undefined;
}
