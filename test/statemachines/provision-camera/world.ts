// The account that the cases run in: real local services, the template's roles, and stand-ins for the function and the event bus. Each camera is on its own.
import { createHash } from 'node:crypto';
import { type InputOf, type OperationName, type OutputOf, type ServiceId } from '../../../localcloud/core/aws-model.ts';
import { awsApi } from '../../../localcloud/core/operation.ts';
import type { CreateService } from '../../../localcloud/core/service.ts';
import { dynamoDb } from '../../../localcloud/services/dynamodb/dynamodb.ts';
import { iot } from '../../../localcloud/services/iot/iot.ts';
import { kinesisVideo } from '../../../localcloud/services/kinesisvideo/kinesisvideo.ts';
import { sqs } from '../../../localcloud/services/sqs/sqs.ts';
import { startTestCloud, type TestCloud } from '../../support/cloud-context.ts';
import { until } from '../../support/until.ts';
import { nestedExecutions } from '../nested-executions.ts';
import { answerAsScripted } from '../scripted-answers.ts';
import { policiesOfRole } from '../template-role.ts';

/** Each with the permissions that the template gives it. */
export const roleArns = {
  provisionCamera: 'arn:aws:iam::000000000000:role/ProvisionCamera',
  provisionCameraWithStreams: 'arn:aws:iam::000000000000:role/ProvisionCameraWithStreams',
  retireCamera: 'arn:aws:iam::000000000000:role/RetireCamera',
  retireCameraWithStreams: 'arn:aws:iam::000000000000:role/RetireCameraWithStreams',
  rotateChannel: 'arn:aws:iam::000000000000:role/RotateChannel',
  renewCertificate: 'arn:aws:iam::000000000000:role/RenewCertificate',
};
export const identifyCameraArn = 'arn:aws:lambda:us-east-1:000000000000:function:IdentifyCamera';
export const checkCertificateRequestArn = 'arn:aws:lambda:us-east-1:000000000000:function:CheckCertificateRequest';
export const policyName = 'lensgate-camera';
export const thingTypeName = 'lensgate-camera';
export const tableName = 'lensgate-cameras';
export const eventBusName = 'lensgate';
export const stage = 'dev';
export const tellCameraArn = 'arn:aws:lambda:us-east-1:000000000000:function:TellCamera';
const eventBusArn = `arn:aws:events:us-east-1:000000000000:event-bus/${eventBusName}`;
const deadLetterQueueName = 'registrations-dead';

export const retireCameraArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:RetireCamera';

const arnsInTemplate = {
  RetireCamera: retireCameraArn,
  IdentifyCamera: identifyCameraArn,
  TellCamera: tellCameraArn,
  CheckCertificateRequest: checkCertificateRequestArn,
  CameraTable: `arn:aws:dynamodb:us-east-1:000000000000:table/${tableName}`,
  EventBus: eventBusArn,
  RegistrationDeadLetterQueue: `arn:aws:sqs:us-east-1:000000000000:${deadLetterQueueName}`,
};

export interface Camera {
  readonly cameraName: string;
  readonly serialNumber: string;
  readonly certificateId: string;
  readonly certificateArn: string;
  /** Seconds since the epoch. */
  readonly certificateExpiresAt?: number | undefined;
  /** With which its record begins: digits, as IdentifyCamera gives them. */
  readonly epoch: string;
  readonly ownerId?: string | undefined;
  readonly displayName?: string | undefined;
  /** The registration that gives way first. */
  readonly replaces?: {
    readonly serialNumber: string;
    readonly certificateId: string;
    readonly epoch: string;
    readonly livesOn: boolean;
  };
}

export interface AnnouncedEvent {
  readonly detailType: string;
  readonly detail: Record<string, unknown>;
}

export interface Told {
  readonly cameraName: string;
  readonly tell: string;
  readonly message?: unknown;
}

export interface World extends TestCloud {
  readonly deadLetterQueueUrl: string;
  readonly announced: readonly AnnouncedEvent[];
  /** What TellCamera was asked for. */
  readonly told: readonly Told[];
  call<S extends ServiceId, O extends OperationName<S>>(
    service: S,
    name: O,
    input: InputOf<S, O>,
  ): Promise<OutputOf<S, O>>;
  /** A camera whose certificate has just registered itself. */
  newCamera(number: number, changes?: Partial<Camera>): Promise<Camera>;
  /** From now on IdentifyCamera says this of it, too. */
  identifyAs(camera: Camera): void;
  /** As just-in-time registration does when the camera connects. */
  registerCertificate(certificateId: string): Promise<void>;
}

/** `more`: further services, which start after the world's own, in place of the one that runs nested executions. */
export async function startWorld(...more: CreateService[]): Promise<World> {
  const cloud = await startTestCloud();
  const { context } = cloud;
  context.addresses.awsEndpointUrl = 'http://127.0.0.1:4566';
  const cameras = new Map<string, Camera>();
  const announced: AnnouncedEvent[] = [];
  const told: Told[] = [];
  const services = more.length > 0 ? more : [nestedExecutions()];
  await cloud.add(iot, kinesisVideo, dynamoDb, sqs, functions(cameras, told), eventBus(announced), ...services);
  context.aws.intercept(answerAsScripted);
  for (const [name, arn, streams] of [
    ['ProvisionCameraRole', roleArns.provisionCamera, false],
    ['ProvisionCameraRole', roleArns.provisionCameraWithStreams, true],
    ['RetireCameraRole', roleArns.retireCamera, false],
    ['RetireCameraRole', roleArns.retireCameraWithStreams, true],
    ['RotateChannelRole', roleArns.rotateChannel, false],
    ['RenewCertificateRole', roleArns.renewCertificate, true],
  ] as const) {
    await context.iam.putRole({
      name,
      arn,
      trust: policy({ Action: 'sts:AssumeRole', Principal: { Service: 'states.amazonaws.com' } }),
      policies: policiesOfRole(name, arnsInTemplate, { streams }),
      maxSessionSeconds: 3600,
    });
  }

  const call: World['call'] = (service, name, input) =>
    context.aws.call(context.iam.operatorPrincipal, service, name, input);
  await call('iot', 'CreateThingType', { thingTypeName });
  await call('iot', 'CreatePolicy', {
    policyName,
    policyDocument: JSON.stringify(policy({ Action: 'iot:*', Resource: '*' })),
  });
  await call('dynamodb', 'CreateTable', {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
  });
  await until(
    async () => (await call('dynamodb', 'DescribeTable', { TableName: tableName })).Table?.TableStatus === 'ACTIVE',
  );
  const { QueueUrl } = await call('sqs', 'CreateQueue', { QueueName: deadLetterQueueName });

  const registerCertificate = async (certificateId: string): Promise<void> => {
    const now = context.clock.now();
    // The certificate itself plays no part here.
    await context.store.collection('iot-certificates').put(certificateId, {
      certificateId,
      pem: '',
      caCertificateId: 'a'.repeat(64),
      status: 'PENDING_ACTIVATION',
      mode: 'DEFAULT',
      createdAt: now,
      modifiedAt: now,
      customerVersion: 1,
      generationId: 'generation',
      notBefore: now,
      notAfter: now + 1,
    });
  };

  return {
    ...cloud,
    deadLetterQueueUrl: QueueUrl!,
    announced,
    told,
    call,
    identifyAs: (camera) => void cameras.set(camera.certificateId, camera),
    registerCertificate,
    async newCamera(number, changes) {
      const certificateId = createHash('sha256').update(`camera ${number}`).digest('hex');
      const camera: Camera = {
        cameraName: `camera-${number}`,
        serialNumber: `LG-${number}`,
        certificateId,
        certificateArn: `arn:aws:iot:${context.region}:${context.accountId}:cert/${certificateId}`,
        certificateExpiresAt: Date.UTC(2051, 0, 1) / 1000,
        epoch: String(179_616_480_000_000 + number),
        ownerId: 'alice@example.com',
        displayName: `Camera ${number}`,
        ...changes,
      };
      cameras.set(certificateId, camera);
      await registerCertificate(certificateId);
      return camera;
    },
  };
}

function policy(statement: object) {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow' as const, ...statement }] };
}

/** Stand in for IdentifyCamera, which knows every camera of the world, for TellCamera, and for CheckCertificateRequest, which lets pass. Their own decisions are tested with them. */
function functions(cameras: ReadonlyMap<string, Camera>, told: Told[]): CreateService {
  return () => ({
    name: 'functions',
    apis: [
      awsApi('lambda', {
        Invoke: {
          permissions: ({ FunctionName }) => ({ action: 'lambda:InvokeFunction', resource: FunctionName! }),
          handle: async ({ FunctionName, Payload }) => {
            const input = JSON.parse(Buffer.from(Payload as Uint8Array).toString()) as Camera & Told;
            if (FunctionName === tellCameraArn) told.push(input);
            const result = FunctionName === tellCameraArn ? {} : (cameras.get(input.certificateId) ?? null);
            const answer = (value: object | null) => Buffer.from(JSON.stringify(value)) as never;
            if (result && 'replaces' in result) {
              const errorMessage = JSON.stringify({ message: 'It has a former life.', camera: result });
              const Payload = answer({ errorType: 'FormerLifeError', errorMessage });
              return { StatusCode: 200, FunctionError: 'Unhandled', Payload };
            }
            return { StatusCode: 200, Payload: answer(result) };
          },
        },
      }),
    ],
  });
}

function eventBus(announced: AnnouncedEvent[]): CreateService {
  return () => ({
    name: 'event-bus',
    apis: [
      awsApi('eventbridge', {
        PutEvents: {
          permissions: () => ({ action: 'events:PutEvents', resource: eventBusArn }),
          handle: async ({ Entries = [] }) => {
            for (const { Source, EventBusName, DetailType, Detail } of Entries) {
              if (Source !== 'lensgate' || EventBusName !== eventBusName) throw new Error(`sent to ${EventBusName}`);
              announced.push({ detailType: DetailType!, detail: JSON.parse(Detail!) as Record<string, unknown> });
            }
            return { FailedEntryCount: 0, Entries: Entries.map((_, index) => ({ EventId: String(index) })) };
          },
        },
      }),
    ],
  });
}
