// How a camera's first connection reaches the workflow: topic rule, queue, and the function that starts one execution per certificate.
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { EventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { StartProvisioningEnvironment } from '../../functions/start-provisioning/environment.ts';
import type { Settings } from '../settings.ts';
import type { Cameras } from './cameras.ts';
import { forwardTopic } from './forward-topic.ts';
import type { Provisioning } from './provisioning.ts';
import { readsQueue } from './queue-with-dead-letters.ts';
import { type RegistrationQueues, startProvisioningTimeout } from './registration-queues.ts';
import { createTypescriptFunction } from './typescript-function.ts';

export interface RegistrationProperties {
  readonly settings: Settings;
  readonly cameras: Cameras;
  readonly queues: RegistrationQueues;
  readonly provisioning: Provisioning;
}

export class Registration extends Construct {
  readonly startProvisioning: IFunction;

  constructor(scope: Construct, id: string, { settings, cameras, queues, provisioning }: RegistrationProperties) {
    super(scope, id);

    // AWS IoT says "registered" at every connection attempt of a pending certificate [JITR]; all of it goes to the queue. Of our
    // CAs only, where some are listed: another product's device in the account is no camera that failed.
    const ofOurs = cameras.caCertificateIds.map((id) => `topic(5) = '${id}'`);
    forwardTopic(this, 'CameraRegistered', {
      settings,
      topicFilter: '$aws/events/certificates/registered/+',
      ...(ofOurs.length > 0 && { where: ofOurs.join(' OR ') }),
      description: 'A certificate of a device CA was presented for the first time, or again while pending',
      to: { queue: queues.registration, deadLetter: queues.deadLetter },
    });
    this.startProvisioning = this.createStarter(settings, queues, provisioning);

    new EventSourceMapping(this, 'RegistrationEvents', {
      target: this.startProvisioning,
      eventSourceArn: queues.registration.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
      // What keeps a power-on storm from becoming a storm of StartExecution calls.
      maxConcurrency: settings.registrationConcurrency,
    });
  }

  private createStarter(settings: Settings, queues: RegistrationQueues, { stateMachine }: Provisioning): IFunction {
    const executions = Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${stateMachine.stateMachineName}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    return createTypescriptFunction(this, 'StartProvisioning', {
      settings,
      folder: 'start-provisioning',
      description: 'Starts one execution of ProvisionCamera per certificate, however often AWS IoT repeats itself',
      timeout: startProvisioningTimeout,
      environment: { STATE_MACHINE_ARN: stateMachine.stateMachineArn } satisfies StartProvisioningEnvironment,
      permissions: [
        { actions: ['states:StartExecution'], resources: [stateMachine.stateMachineArn] },
        {
          actions: ['states:DescribeExecution'],
          resources: [executions],
          wildcardReason: "Executions are named after certificates, and all of them are this state machine's.",
        },
        readsQueue({ queue: queues.registration }),
      ],
      alarms: {
        throttled:
          "StartProvisioning is throttled: registrations wait in their queue. Raise the account's Lambda concurrency.",
        failed: { heardBy: 'dead letters' },
      },
    });
  }
}
