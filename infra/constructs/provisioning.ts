// The workflow that provisions a camera: IdentifyCamera, the state machine with exactly the permissions of its calls, and the event bus that hears how it ended.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { IdentifyCameraEnvironment } from '../../functions/identify-camera/environment.ts';
import { projectRoot } from '../project-root.ts';
import type { Settings } from '../settings.ts';
import type { Cameras } from './cameras.ts';
import { acknowledgeAccountWideActions, grant } from './grant.ts';
import { createLogGroup } from './log-group.ts';
import { provisionCameraPermissions } from './provision-camera-permissions.ts';
import type { RegistrationQueues } from './registration-queues.ts';
import { createTypescriptFunction } from './typescript-function.ts';

export interface ProvisioningProperties {
  readonly settings: Settings;
  readonly cameraTable: ITable;
  readonly cameras: Cameras;
  readonly queues: RegistrationQueues;
}

export class Provisioning extends Construct {
  readonly identifyCamera: IFunction;
  readonly stateMachine: StateMachine;
  readonly eventBus: EventBus;

  constructor(scope: Construct, id: string, { settings, cameraTable, cameras, queues }: ProvisioningProperties) {
    super(scope, id);

    this.eventBus = new EventBus(this, 'EventBus', {
      description: `Lensgate ${settings.stage}: what happened to cameras`,
    });

    this.identifyCamera = createTypescriptFunction(this, 'IdentifyCamera', {
      settings,
      folder: 'identify-camera',
      description: 'Decides which camera a certificate belongs to, or refuses it',
      timeout: Duration.seconds(15),
      environment: {
        TABLE_NAME: cameraTable.tableName,
        DEVICE_CA_CERTIFICATE_IDS: cameras.caCertificateIds.join(','),
      } satisfies IdentifyCameraEnvironment,
      permissions: [
        {
          actions: ['iot:DescribeCertificate'],
          resources: [Stack.of(this).formatArn({ service: 'iot', resource: 'cert/*' })],
          wildcardReason: "A camera's certificate id is not known before the camera registers.",
        },
        { actions: ['dynamodb:GetItem'], resources: [cameraTable.tableArn] },
      ],
    });

    const role = new Role(this, 'ProvisionCameraRole', {
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      description: `Lensgate ${settings.stage}: the calls of the state machine ProvisionCamera`,
    });
    const { identifyCamera, eventBus } = this;
    for (const permission of provisionCameraPermissions(this, {
      settings,
      identifyCamera,
      cameraTable,
      eventBus,
      queues,
    })) {
      grant(role, permission);
    }
    acknowledgeAccountWideActions(
      role,
      'Log delivery and tracing: their actions have no resource to name (infra/constructs/grant.ts lists each with its reason).',
    );

    this.stateMachine = new StateMachine(this, 'ProvisionCamera', {
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(
        readFileSync(join(projectRoot, 'statemachines', 'provision-camera.asl.json'), 'utf8'),
      ),
      definitionSubstitutions: {
        IdentifyCameraFunctionArn: this.identifyCamera.functionArn,
        CameraTableName: cameraTable.tableName,
        EventBusName: this.eventBus.eventBusName,
        CameraPolicyName: cameras.policyName,
        CameraThingTypeName: cameras.thingTypeName,
        RegistrationDeadLetterQueueUrl: queues.deadLetter.queueUrl,
        Media: settings.media,
        StreamName: settings.streamName,
        StreamRetentionHours: String(settings.streamRetentionHours),
      },
      role,
      tracingEnabled: true,
      logs: {
        // This prefix keeps the account's log resource policy from growing with each state machine.
        destination: createLogGroup(
          this,
          'ProvisionCameraLogs',
          settings,
          `/aws/vendedlogs/states/lensgate-${settings.stage}-ProvisionCamera`,
        ),
        level: LogLevel.ALL,
        includeExecutionData: false,
      },
    });
  }
}
