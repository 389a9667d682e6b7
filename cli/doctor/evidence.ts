// Everything that AWS says about one camera, gathered before anything is judged. Reads only.
import { DynamoDBClient, GetItemCommand, ScanCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  DescribeCACertificateCommand,
  DescribeCertificateCommand,
  DescribeRoleAliasCommand,
  DescribeThingCommand,
  GetPolicyCommand,
  IoTClient,
  ListAttachedPoliciesCommand,
  ListThingPrincipalsCommand,
  type CACertificateDescription,
  type CertificateDescription,
  type DescribeThingResponse,
  type RoleAliasDescription,
} from '@aws-sdk/client-iot';
import {
  DescribeSignalingChannelCommand,
  GetSignalingChannelEndpointCommand,
  KinesisVideoClient,
  type ChannelInfo,
  type ChannelRole,
} from '@aws-sdk/client-kinesis-video';
import type { DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import { cameraKey, manifestKey, type Item } from '../../functions/camera-table.ts';
import { executionName } from '../../functions/start-provisioning/attempt.ts';
import { openExecutions } from '../executions.ts';
import { RefusedError } from '../failures.ts';
import type { Target } from '../target.ts';
import { found, look, type Looked } from './look.ts';

export interface LastExecution extends DescribeExecutionOutput {
  /** Of the newest attempt, from 1. */
  readonly attempt: number;
}

export interface Evidence {
  readonly cameraName: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly stateMachineArn: string;
  readonly cameraPolicyName: string;
  /** From the record, the thing, or the manifest. */
  readonly serialNumber: string | undefined;
  readonly certificateId: string | undefined;
  readonly record: Looked<Item>;
  readonly manifestEntry: Looked<Item>;
  readonly execution: Looked<LastExecution>;
  readonly certificate: Looked<CertificateDescription>;
  readonly issuer: Looked<CACertificateDescription>;
  readonly attachedPolicies: Looked<readonly string[]>;
  /** The camera policy's default version, as JSON. */
  readonly policyDocument: Looked<string>;
  readonly thing: Looked<DescribeThingResponse>;
  /** ARNs of the certificates that are attached to the thing. */
  readonly thingPrincipals: Looked<readonly string[]>;
  readonly roleAlias: Looked<RoleAliasDescription>;
  readonly channel: Looked<ChannelInfo>;
  /** What KVS gives now: wss and https per role. */
  readonly endpoints: Looked<Readonly<Record<'master' | 'viewer', Readonly<Record<'wss' | 'https', string>>>>>;
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
  const [TableName, stateMachineArn, cameraPolicyName] = await Promise.all([
    target.output('TableName'),
    target.output('StateMachineArn'),
    target.output('CameraPolicyName'),
  ]);
  const roleAliasName = await target.output('CameraRoleAliasName').catch((error: unknown) => {
    if (error instanceof RefusedError) return undefined;
    throw error;
  });
  const dynamoDb = new DynamoDBClient(client);
  const iot = new IoTClient(client);
  const getItem = async (Key: Record<string, AttributeValue>): Promise<Item | undefined> =>
    (await dynamoDb.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;

  const [record, thing] = await Promise.all([
    look(() => getItem(cameraKey(cameraName))),
    look(() => iot.send(new DescribeThingCommand({ thingName: cameraName }))),
  ]);
  const known = { item: found(record), attributes: found(thing)?.attributes };
  let serialNumber = hints.serialNumber ?? known.item?.serialNumber?.S ?? known.attributes?.serialNumber;
  const manifestEntry = await look(() =>
    serialNumber === undefined ? findInManifest(dynamoDb, TableName, cameraName) : getItem(manifestKey(serialNumber)),
  );
  serialNumber ??= found(manifestEntry)?.serialNumber?.S;
  const executions = openExecutions(client, stateMachineArn);
  const certificateId =
    hints.certificateId ??
    known.item?.certificateId?.S ??
    known.attributes?.certificateId ??
    (serialNumber === undefined ? undefined : await certificateOfFailure(executions, serialNumber));

  const certificate: Looked<CertificateDescription> =
    certificateId === undefined
      ? noCertificate
      : await look(
          async () => (await iot.send(new DescribeCertificateCommand({ certificateId }))).certificateDescription,
        );
  const { certificateArn, caCertificateId } = found(certificate) ?? {};
  const [execution, issuer, attachedPolicies, policyDocument, thingPrincipals, roleAlias] = await Promise.all([
    certificateId === undefined ? noCertificate : look(() => lastExecution(executions, certificateId)),
    caCertificateId === undefined
      ? { unasked: 'the certificate is not known, or names no issuer' }
      : look(
          async () =>
            (await iot.send(new DescribeCACertificateCommand({ certificateId: caCertificateId })))
              .certificateDescription,
        ),
    certificateArn === undefined
      ? { unasked: 'the certificate is not known' }
      : look(async () =>
          (await iot.send(new ListAttachedPoliciesCommand({ target: certificateArn }))).policies?.map(
            ({ policyName = '' }) => policyName,
          ),
        ),
    look(async () => (await iot.send(new GetPolicyCommand({ policyName: cameraPolicyName }))).policyDocument),
    look(async () => (await iot.send(new ListThingPrincipalsCommand({ thingName: cameraName }))).principals),
    roleAliasName === undefined
      ? { unasked: 'the stack has no output CameraRoleAliasName; deploy a newer release' }
      : look(
          async () => (await iot.send(new DescribeRoleAliasCommand({ roleAlias: roleAliasName }))).roleAliasDescription,
        ),
  ]);
  return {
    cameraName,
    now: Date.now(),
    stateMachineArn,
    cameraPolicyName,
    serialNumber,
    certificateId,
    record,
    manifestEntry,
    execution,
    certificate,
    issuer,
    attachedPolicies,
    policyDocument,
    thing,
    thingPrincipals,
    roleAlias,
    ...(await channelEvidence(new KinesisVideoClient(client), cameraName)),
  };
}

async function channelEvidence(
  kinesisVideo: KinesisVideoClient,
  ChannelName: string,
): Promise<Pick<Evidence, 'channel' | 'endpoints'>> {
  const channel = await look(
    async () => (await kinesisVideo.send(new DescribeSignalingChannelCommand({ ChannelName }))).ChannelInfo,
  );
  const { ChannelARN, ChannelStatus } = found(channel) ?? {};
  if (ChannelARN === undefined || ChannelStatus !== 'ACTIVE') {
    return { channel, endpoints: { unasked: 'only an ACTIVE channel has endpoints' } };
  }
  const of = async (Role: ChannelRole): Promise<Record<'wss' | 'https', string>> => {
    const { ResourceEndpointList = [] } = await kinesisVideo.send(
      new GetSignalingChannelEndpointCommand({
        ChannelARN,
        SingleMasterChannelEndpointConfiguration: { Protocols: ['WSS', 'HTTPS'], Role },
      }),
    );
    const [wss, https] = ['WSS', 'HTTPS'].map(
      (protocol) => ResourceEndpointList.find(({ Protocol }) => Protocol === protocol)?.ResourceEndpoint ?? '',
    );
    return { wss: wss!, https: https! };
  };
  return { channel, endpoints: await look(async () => ({ master: await of('MASTER'), viewer: await of('VIEWER') })) };
}

// No index leads from a camera's name to a manifest entry, so this reads the table, though not more of it than ten pages of 1 MB.
async function findInManifest(
  dynamoDb: DynamoDBClient,
  TableName: string,
  cameraName: string,
): Promise<Item | undefined> {
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
  for (let pages = 0; pages < 10; pages++) {
    const { Items, LastEvaluatedKey } = await dynamoDb.send(
      new ScanCommand({
        TableName,
        ExclusiveStartKey,
        FilterExpression: 'sk = :manifest AND cameraName = :cameraName',
        ExpressionAttributeValues: { ':manifest': { S: 'manifest' }, ':cameraName': { S: cameraName } },
      }),
    );
    if (Items?.[0]) return Items[0];
    if (!LastEvaluatedKey) return undefined;
    ExclusiveStartKey = LastEvaluatedKey;
  }
  return undefined;
}

type Executions = ReturnType<typeof openExecutions>;

// Attempts are numbered without gaps: <certificate id>, <certificate id>-2, … [functions/start-provisioning]
async function lastExecution({ describe }: Executions, certificateId: string): Promise<LastExecution | undefined> {
  let last: LastExecution | undefined;
  for (let attempt = 1; ; attempt++) {
    const next = await describe(executionName(certificateId, attempt)).catch((error: unknown) => {
      if (error instanceof RefusedError) return undefined;
      throw error;
    });
    if (!next) return last;
    last = { ...next, attempt };
  }
}

/** A camera that was refused has left nothing but its executions, whose cause names the serial number. */
async function certificateOfFailure({ list, describe }: Executions, serialNumber: string): Promise<string | undefined> {
  const word = new RegExp(`(^|[^\\w.:-])${serialNumber.replaceAll('.', '\\.')}($|[^\\w:-])`);
  for (const { name = '' } of await list({ status: 'FAILED', limit: 25 })) {
    if (word.test((await describe(name)).cause ?? '')) return name.slice(0, 64);
  }
  return undefined;
}
