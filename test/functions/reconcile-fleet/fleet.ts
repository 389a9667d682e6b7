// A fleet in local services, as registrations leave it, and the function's look at it. A test takes something away, and says what is found.
import { createHash } from 'node:crypto';
import { ExecutionDoesNotExist } from '@aws-sdk/client-sfn';
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { InputOf, OperationName, OutputOf, ServiceId } from '../../../localcloud/core/aws-model.ts';
import { ManualClock } from '../../../localcloud/core/clock.ts';
import { awsApi } from '../../../localcloud/core/operation.ts';
import { iot } from '../../../localcloud/services/iot/iot.ts';
import { kinesisVideo } from '../../../localcloud/services/kinesisvideo/kinesisvideo.ts';
import { stepFunctions } from '../../../localcloud/services/stepfunctions/stepfunctions.ts';
import type { Finding } from '../../../functions/reconcile-fleet/drift.ts';
import { awsLists } from '../../../functions/reconcile-fleet/lists.ts';
import { awsLookups } from '../../../functions/reconcile-fleet/lookups.ts';
import { reconcileFleet, type Look } from '../../../functions/reconcile-fleet/reconcile-fleet.ts';
import { awsWorkflows } from '../../../functions/reconcile-fleet/workflows.ts';
import {
  cameraKey,
  manifestKey,
  presenceKey,
  shareKey,
  type Item,
  type ItemKey,
} from '../../../records/camera-table.ts';
import { banKey, type Banned } from '../../../records/certificate-ban.ts';
import { addTableTo } from '../../support/camera-table.ts';
import { startTestCloud } from '../../support/cloud-context.ts';
import { machineOf } from '../../support/run-state-machine.ts';
import { recordedLog } from '../recorded-log.ts';

export const stage = 'dev';
export const caCertificateId = 'a'.repeat(64);
export const retentionHours = 24;
const policyName = 'lensgate-camera';
const thingTypeName = 'lensgate-camera';
export const hour = 60 * 60_000;
/** As an epoch is: too large for floating point arithmetic in carelessness. */
export const epoch = 179_616_480_012_345;

export interface Camera {
  readonly cameraName: string;
  readonly serialNumber: string;
  readonly certificateId: string;
  readonly certificateArn: string;
  readonly channelArn: string;
  readonly streamArn: string;
}

/** What a look has found, by its names. */
export const driftsOf = ({ found }: Look): string[] => found.map(({ drift }) => drift);

export type Fleet = Awaited<ReturnType<typeof startFleet>>;

export const machineArn = (name: string): string => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;
export const certificateIdOf = (name: string): string => createHash('sha256').update(name).digest('hex');

export async function startFleet({ repairsPerRun = 100, hasStreams = false } = {}) {
  const clock = new ManualClock(Date.UTC(2026, 11, 1));
  const cloud = await startTestCloud({ clock });
  const { context } = cloud;
  const connected = new Set<string>();
  const table = await addTableTo(cloud);
  await cloud.add(iot, kinesisVideo, stepFunctions);
  context.aws.add(
    awsApi('iotdataplane', {
      GetConnection: {
        permissions: () => [],
        async handle({ clientId }) {
          return { connected: connected.has(clientId!) };
        },
      },
    }),
  );
  const call = <S extends ServiceId, O extends OperationName<S>>(
    service: S,
    operation: O,
    input: InputOf<S, O>,
  ): Promise<OutputOf<S, O>> => context.aws.call(context.iam.operatorPrincipal, service, operation, input);
  /** What an SDK's client would send goes to the local service at once. */
  const clientOf = (service: ServiceId): { send: never } => ({
    send: (async (command: { constructor: { name: string }; input: object }) => {
      const operation = command.constructor.name.replace(/Command$/, '');
      const by = { principal: context.iam.operatorPrincipal, requestId: 'r', sourceIp: '127.0.0.1' };
      try {
        return await context.aws.dispatch(service, operation, command.input, by);
      } catch (error) {
        const { name, message } = error as Error;
        if (name === 'ExecutionDoesNotExist') throw new ExecutionDoesNotExist({ message, $metadata: {} });
        throw error;
      }
    }) as never,
  });

  await context.iam.putRole({
    name: 'machine',
    arn: 'arn:aws:iam::000000000000:role/machine',
    trust: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'states.amazonaws.com' } } },
    policies: [],
    maxSessionSeconds: 3600,
  });
  // They end as their input says, when it is time.
  const definition = JSON.stringify(
    machineOf({
      Work: { Type: 'Wait', Seconds: 60, Next: 'How' },
      How: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $states.input.fails = true %}', Next: 'Failed' }],
        Default: 'Done',
      },
      Done: { Type: 'Succeed' },
      Failed: { Type: 'Fail', Error: 'Broken', Cause: '{% $string($states.input) %}' },
    }),
  );
  for (const name of ['ProvisionCamera', 'RetireCamera', 'RotateChannel', 'RenewCertificate']) {
    await call('sfn', 'CreateStateMachine', { name, definition, roleArn: 'arn:aws:iam::000000000000:role/machine' });
  }
  await call('iot', 'CreateThingType', { thingTypeName });
  const policyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'iot:Connect', Resource: '*' }],
  });
  for (const name of [policyName, 'other']) await call('iot', 'CreatePolicy', { policyName: name, policyDocument });

  const put = (key: ItemKey, item: Item) =>
    table.client.send(new PutCommand({ TableName: table.tableName, Item: { ...key, ...item } }));
  const pace = {
    iot: async () => undefined,
    kinesisVideo: async () => undefined,
    stepFunctions: async () => undefined,
  };
  const log = recordedLog();
  const iotClient = clientOf('iot');
  const kinesisVideoClient = clientOf('kinesisvideo');
  const machines = {
    provisionCamera: machineArn('ProvisionCamera'),
    retireCamera: machineArn('RetireCamera'),
    rotateChannel: machineArn('RotateChannel'),
    renewCertificate: machineArn('RenewCertificate'),
  };

  // The same table: keys of bans are nobody else's.
  const bans = table;

  const fleet = {
    log,
    clock,
    call,
    connected,
    put,
    async addCertificate(certificateId: string, status: string, pem = ''): Promise<string> {
      const now = clock.now();
      // The certificate itself plays no part here.
      await context.store.collection('iot-certificates').put(certificateId, {
        ...{ certificateId, caCertificateId, status, pem, mode: 'DEFAULT', createdAt: now, modifiedAt: now },
        ...{ customerVersion: 1, generationId: 'generation', notBefore: now, notAfter: now + 1 },
      });
      return `arn:aws:iot:us-east-1:000000000000:cert/${certificateId}`;
    },
    removeCertificate: (certificateId: string) => context.store.collection('iot-certificates').delete(certificateId),
    /** That of `caCertificateId`. */
    async addCa(pem: string): Promise<void> {
      const now = clock.now();
      await context.store.collection('iot-ca-certificates').put(caCertificateId, {
        ...{
          certificateId: caCertificateId,
          pem,
          status: 'ACTIVE',
          autoRegistrationStatus: 'ENABLE',
          mode: 'SNI_ONLY',
        },
        ...{
          createdAt: now,
          modifiedAt: now,
          customerVersion: 1,
          generationId: 'generation',
          notBefore: now,
          notAfter: now + 1,
        },
      });
    },
    attachPolicy: (target: string) => call('iot', 'AttachPolicy', { policyName, target }),
    async addThing(thingName: string, { serialNumber, certificateId }: Pick<Camera, 'serialNumber' | 'certificateId'>) {
      await call('iot', 'CreateThing', {
        ...{ thingName, thingTypeName },
        attributePayload: { attributes: { serialNumber, certificateId } },
      });
    },
    async addChannel(name: string, tags: Record<string, string>): Promise<string> {
      const { ChannelARN } = await call('kinesisvideo', 'CreateSignalingChannel', {
        ChannelName: name,
        Tags: Object.entries(tags).map(([key, Value]) => ({ Key: `lensgate:${key}`, Value })),
      });
      await clock.advance(1000);
      return ChannelARN!;
    },
    async deleteChannel(ChannelARN: string): Promise<void> {
      await call('kinesisvideo', 'DeleteSignalingChannel', { ChannelARN });
      await clock.advance(5000);
    },
    /** A camera that is registered, and has been for a day. */
    async registered(name: string): Promise<Camera> {
      const [serialNumber, certificateId] = [`LG-${name}`, certificateIdOf(name)];
      const certificateArn = await fleet.addCertificate(certificateId, 'ACTIVE');
      await fleet.addThing(name, { serialNumber, certificateId });
      const channelArn = await fleet.addChannel(name, { stage, serialNumber, certificateId });
      let streamArn = '';
      if (hasStreams) {
        const stream = { StreamName: name, DataRetentionInHours: retentionHours };
        streamArn = (await call('kinesisvideo', 'CreateStream', stream)).StreamARN!;
        await clock.advance(1000);
      }
      await fleet.attachPolicy(certificateArn);
      await call('iot', 'AttachThingPrincipal', { thingName: name, principal: certificateArn });
      await put(cameraKey(name), {
        ...{ cameraName: name, serialNumber, certificateId, epoch, status: 'ACTIVE', channelArn },
        ...{ registeredBy: certificateId, endpoints: { viewer: { wss: 'wss://v', https: 'https://v' } } },
      });
      await put(manifestKey(serialNumber), { serialNumber, cameraName: name });
      await clock.advance(24 * hour);
      return { cameraName: name, serialNumber, certificateId, certificateArn, channelArn, streamArn };
    },
    async change(name: string, values: Item): Promise<void> {
      const names = Object.keys(values);
      await table.client.send(
        new UpdateCommand({
          TableName: table.tableName,
          Key: cameraKey(name),
          UpdateExpression: `SET ${names.map((_, index) => `#${index} = :${index}`).join(', ')}`,
          ExpressionAttributeNames: Object.fromEntries(names.map((each, index) => [`#${index}`, each])),
          ExpressionAttributeValues: Object.fromEntries(names.map((each, index) => [`:${index}`, values[each]])),
        }),
      );
    },
    deleteRecord: (name: string) =>
      table.client.send(new DeleteCommand({ TableName: table.tableName, Key: cameraKey(name) })),
    share: (cameraName: string, userId: string, of: number, more: Item = {}) =>
      put(shareKey(cameraName, userId), { cameraName, userId, role: 'VIEWER', epoch: of, ...more }),
    ban: (banned: Banned) =>
      put(banKey(banned), { ...banned, bannedAt: clock.now() / 1000, bannedBy: 'arn:aws:iam::000000000000:user/ada' }),
    presence: (cameraName: string, item: Item) => put(presenceKey(cameraName), item),
    /** Begun by nobody that matters here; `ends`: it runs out its minute. */
    async execution(machine: string, name: string, input: object, { ends = true } = {}): Promise<void> {
      await call('sfn', 'StartExecution', { stateMachineArn: machineArn(machine), name, input: JSON.stringify(input) });
      if (!ends) return;
      const executionArn = `${machineArn(machine).replace(':stateMachine:', ':execution:')}:${name}`;
      for (;;) {
        await context.store.idle();
        const { status } = await call('sfn', 'DescribeExecution', { executionArn });
        if (status !== 'RUNNING') return;
        await clock.advance(clock.nextTimerInMs ?? 0);
      }
    },
    look: (suspected?: readonly string[]): Promise<Look> =>
      reconcileFleet(suspected ? { suspected } : {}, {
        ...{ stage, streamRetentionHours: retentionHours, repairsPerRun, table, log },
        ...{ bans, endingCertificateDays: 14 },
        lists: awsLists({
          ...{ iot: iotClient, kinesisVideo: kinesisVideoClient, pace, policyName, thingTypeName, hasStreams },
          caCertificateIds: [caCertificateId],
        }),
        lookups: awsLookups({
          ...{ iot: iotClient, kinesisVideo: kinesisVideoClient, iotData: clientOf('iotdataplane'), table, bans, pace },
        }),
        workflows: awsWorkflows(clientOf('sfn'), machines, pace),
        now: () => clock.now(),
      }),
    /** What both looks find. */
    async twoLooks(): Promise<readonly Finding[]> {
      const { suspected } = await fleet.look();
      return (await fleet.look(suspected)).repairs;
    },
    stop: () => cloud.stop(),
  };
  return fleet;
}
