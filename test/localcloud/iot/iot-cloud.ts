// AWS IoT with an SQS that only writes down what it is sent, a rule, and a device CA whose certificates register themselves.
import type { InputOf, OperationName } from '../../../localcloud/core/aws-model.ts';
import type { AwsError } from '../../../localcloud/core/aws-error.ts';
import type { ManualClock } from '../../../localcloud/core/clock.ts';
import { awsApi } from '../../../localcloud/core/operation.ts';
import type { Service } from '../../../localcloud/core/service.ts';
import type { PolicyStatement } from '../../../localcloud/access/policy.ts';
import { iot } from '../../../localcloud/services/iot/iot.ts';
import { startTestCloud, type TestCloud } from '../../support/cloud-context.ts';
import { makeTestCa } from '../../support/mqtt-device.ts';
import type { DeviceCa } from '../../../camera/factory.ts';

export const queueUrl = 'http://127.0.0.1:4566/000000000000/RegistrationQueue';
export const deadLetterQueueUrl = 'http://127.0.0.1:4566/000000000000/RegistrationDeadLetterQueue';
export const queueArn = 'arn:aws:sqs:us-east-1:000000000000:RegistrationQueue';
export const ruleRoleArn = 'arn:aws:iam::000000000000:role/CameraRegisteredRole';

export interface SentMessage {
  readonly queueUrl: string;
  readonly body: string;
  /** Who sent it: the ARN of the session. */
  readonly sender: string;
}

export interface IotCloud {
  readonly cloud: TestCloud;
  readonly service: Service;
  readonly sent: SentMessage[];
  /** Resolves with all messages once there are `count` of them. */
  waitForMessages(count: number): Promise<SentMessage[]>;
  /** What SQS answers next, in this order; then it works again. */
  readonly sqsFailures: AwsError[];
  call<O extends OperationName<'iot'>>(name: O, input: InputOf<'iot', O>): ReturnType<typeof callIot<O>>;
  stop(): Promise<void>;
}

function callIot<O extends OperationName<'iot'>>(cloud: TestCloud, name: O, input: InputOf<'iot', O>) {
  return cloud.context.aws.call(cloud.context.iam.operatorPrincipal, 'iot', name, input);
}

export async function startIotCloud(options: { dataDir?: string; clock?: ManualClock } = {}): Promise<IotCloud> {
  const cloud = await startTestCloud(options);
  const sent: SentMessage[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const sqsFailures: AwsError[] = [];
  const sqs = (): Service => ({
    name: 'sqs',
    apis: [
      awsApi('sqs', {
        SendMessage: {
          permissions: ({ QueueUrl = '' }) => ({
            action: 'sqs:SendMessage',
            resource: `arn:aws:sqs:us-east-1:000000000000:${QueueUrl.split('/').at(-1)}`,
          }),
          async handle({ QueueUrl = '', MessageBody = '' }, { principal }) {
            const failure = sqsFailures.shift();
            if (failure) throw failure;
            sent.push({ queueUrl: QueueUrl, body: MessageBody, sender: principal.arn });
            for (const { count, resolve } of waiting) if (sent.length >= count) resolve();
            return { MessageId: String(sent.length) };
          },
        },
      }),
    ],
  });
  const [, service] = await cloud.add(sqs, iot);
  return {
    cloud,
    service: service!,
    sent,
    sqsFailures,
    waitForMessages: (count) =>
      new Promise((resolve) => {
        if (sent.length >= count) resolve(sent);
        else waiting.push({ count, resolve: () => resolve(sent) });
      }),
    call: (name, input) => callIot(cloud, name, input),
    stop: () => cloud.stop(),
  };
}

export async function addRule(iotCloud: IotCloud, sql: string, queues: string[] = ['*']): Promise<void> {
  await iotCloud.cloud.context.iam.putRole({
    name: 'CameraRegisteredRole',
    arn: ruleRoleArn,
    trust: {
      Statement: [{ Effect: 'Allow', Principal: { Service: 'iot.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    policies: [
      {
        Statement: queues.map((Resource): PolicyStatement => ({
          Effect: 'Allow',
          Action: 'sqs:SendMessage',
          Resource,
        })),
      },
    ],
    maxSessionSeconds: 3600,
  });
  await iotCloud.call('CreateTopicRule', {
    ruleName: 'CameraRegistered',
    topicRulePayload: {
      sql,
      actions: [{ sqs: { roleArn: ruleRoleArn, queueUrl, useBase64: false } }],
      errorAction: { sqs: { roleArn: ruleRoleArn, queueUrl: deadLetterQueueUrl } },
    },
  });
}

/** A device CA that is registered, ACTIVE and lets its certificates register themselves. */
export async function addDeviceCa(iotCloud: IotCloud, commonName?: string): Promise<DeviceCa & { id: string }> {
  const ca = await makeTestCa(commonName);
  const { certificateId } = await iotCloud.call('RegisterCACertificate', {
    caCertificate: ca.certificate,
    certificateMode: 'SNI_ONLY',
    setAsActive: true,
    allowAutoRegistration: true,
  });
  return { ...ca, id: certificateId! };
}

/** Attaches a policy of these statements to a certificate and makes it ACTIVE. */
export async function activate(
  iotCloud: IotCloud,
  certificateId: string,
  statements: PolicyStatement[],
): Promise<void> {
  const policyName = `policy-${certificateId.slice(0, 8)}`;
  const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  await iotCloud.call('CreatePolicy', { policyName, policyDocument });
  const target = `arn:aws:iot:us-east-1:000000000000:cert/${certificateId}`;
  await iotCloud.call('AttachPolicy', { policyName, target });
  await iotCloud.call('UpdateCertificate', { certificateId, newStatus: 'ACTIVE' });
}

export const everything: PolicyStatement[] = [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }];
