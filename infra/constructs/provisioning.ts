// The workflow that provisions a camera: IdentifyCamera, the state machine with exactly the permissions of its calls.
import { Duration, Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { IdentifyCameraEnvironment } from '../../functions/identify-camera/environment.ts';
import type { Settings } from '../settings.ts';
import type { Cameras } from './cameras.ts';
import { provisionCameraPermissions } from './provision-camera-permissions.ts';
import type { RegistrationQueues } from './registration-queues.ts';
import { createStateMachine } from './state-machine.ts';
import { createTypescriptFunction } from './typescript-function.ts';

export interface ProvisioningProperties {
  readonly settings: Settings;
  readonly cameraTable: Table;
  readonly banTable: Table;
  readonly cameras: Cameras;
  readonly queues: RegistrationQueues;
  /** Undoes a registration that failed. */
  readonly retireCamera: StateMachine;
  /** Hears how each registration ended. */
  readonly eventBus: EventBus;
}

export class Provisioning extends Construct {
  readonly identifyCamera: IFunction;
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, properties: ProvisioningProperties) {
    super(scope, id);
    const { settings, cameraTable, banTable, cameras, queues, retireCamera, eventBus } = properties;

    this.identifyCamera = createTypescriptFunction(this, 'IdentifyCamera', {
      settings,
      folder: 'identify-camera',
      description: 'Decides which camera a certificate belongs to, or refuses it',
      timeout: Duration.seconds(15),
      environment: {
        TABLE_NAME: cameraTable.tableName,
        BAN_TABLE_NAME: banTable.tableName,
        DEVICE_CA_CERTIFICATE_IDS: cameras.caCertificateIds.join(','),
        REPROVISION: settings.reprovision,
      } satisfies IdentifyCameraEnvironment,
      permissions: [
        {
          actions: ['iot:DescribeCertificate'],
          resources: [Stack.of(this).formatArn({ service: 'iot', resource: 'cert/*' })],
          wildcardReason: "A camera's certificate id is not known before the camera registers.",
        },
        { actions: ['iot:DescribeCACertificate'], ...cameras.deviceCas },
        { actions: ['dynamodb:GetItem'], resources: [cameraTable.tableArn, banTable.tableArn] },
      ],
      alarms: {
        throttled:
          "IdentifyCamera is throttled: registrations try again, and fail in the end. Raise the account's Lambda concurrency.",
        failed: { heardBy: 'state machine' },
      },
    });

    const { identifyCamera } = this;
    this.stateMachine = createStateMachine(this, 'ProvisionCamera', {
      settings,
      definition: 'provision-camera',
      substitutions: {
        Stage: settings.stage,
        IdentifyCameraFunctionArn: identifyCamera.functionArn,
        CameraTableName: cameraTable.tableName,
        EventBusName: eventBus.eventBusName,
        CameraPolicyName: cameras.policyName,
        CameraThingTypeName: cameras.thingTypeName,
        RetireCameraStateMachineArn: retireCamera.stateMachineArn,
        RegistrationDeadLetterQueueUrl: queues.deadLetter.queueUrl,
        Media: settings.media,
        StreamName: settings.streamName,
        StreamRetentionHours: String(settings.streamRetentionHours),
      },
      permissions: provisionCameraPermissions(this, {
        settings,
        identifyCamera,
        retireCamera,
        cameraTable,
        eventBus,
        queues,
      }),
      alarms: {
        failed:
          'Cameras were not provisioned. Open the failed executions: the cause says why. Repair it; the next attempt comes by itself.',
        timedOut: 'Executions of ProvisionCamera took too long. See which state they hang in.',
        aborted: 'Somebody stopped executions of ProvisionCamera. Their cameras may be half registered; redrive them.',
        throttled: "Step Functions slows ProvisionCamera down. Raise the account's quota of state transitions.",
      },
    });
  }
}
