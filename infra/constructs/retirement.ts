// How a camera is undone: the state machine that retires it, and the function that speaks to it for the last time.
import { Duration, Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { TellCameraEnvironment } from '../../functions/tell-camera/environment.ts';
import type { Settings } from '../settings.ts';
import type { Cameras } from './cameras.ts';
import type { Permission } from './grant.ts';
import { createStateMachine } from './state-machine.ts';
import { ofStage } from './tag-conditions.ts';
import { createTypescriptFunction } from './typescript-function.ts';

export interface RetirementProperties {
  readonly settings: Settings;
  readonly cameraTable: Table;
  readonly cameras: Cameras;
  readonly eventBus: EventBus;
}

const wildcardReason = 'Which camera is undone is named by the request that is being worked on.';

export class Retirement extends Construct {
  readonly tellCamera: IFunction;
  readonly retireCamera: StateMachine;

  constructor(scope: Construct, id: string, { settings, cameraTable, cameras, eventBus }: RetirementProperties) {
    super(scope, id);
    const arn = (service: string, resource: string) => Stack.of(this).formatArn({ service, resource });

    this.tellCamera = createTypescriptFunction(this, 'TellCamera', {
      settings,
      folder: 'tell-camera',
      description: 'Speaks to a camera over its MQTT connection, or ends that connection',
      timeout: Duration.seconds(15),
      environment: {} satisfies TellCameraEnvironment,
      permissions: [
        // The name of the first action is UNCONFIRMED: AWS's model has the operation, the service authorization reference was not seen.
        { actions: ['iot:DeleteConnection'], resources: [arn('iot', 'client/*')], wildcardReason },
        { actions: ['iot:Publish'], resources: [arn('iot', 'topic/lensgate/*/to-camera/*')], wildcardReason },
      ],
      alarms: {
        throttled: "TellCamera is throttled: workflows wait for it. Raise the account's Lambda concurrency.",
        failed: { heardBy: 'state machine' },
      },
    });

    const streams: Permission = {
      actions: ['kinesisvideo:DescribeStream', 'kinesisvideo:ListTagsForStream', 'kinesisvideo:DeleteStream'],
      resources: [arn('kinesisvideo', 'stream/*')],
      wildcardReason,
    };
    const handsOverStreams: Permission = {
      actions: ['kinesisvideo:TagStream'],
      resources: [arn('kinesisvideo', 'stream/*')],
      wildcardReason,
      conditions: {
        StringEquals: ofStage(settings.stage),
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['lensgate:serialNumber', 'lensgate:certificateId'] },
      },
    };
    this.retireCamera = createStateMachine(this, 'RetireCamera', {
      settings,
      definition: 'retire-camera',
      substitutions: {
        Stage: settings.stage,
        TellCameraFunctionArn: this.tellCamera.functionArn,
        CameraTableName: cameraTable.tableName,
        EventBusName: eventBus.eventBusName,
        CameraPolicyName: cameras.policyName,
        Media: settings.media,
        StreamName: settings.streamName,
      },
      permissions: [
        { actions: ['lambda:InvokeFunction'], resources: [this.tellCamera.functionArn] },
        { actions: ['iot:DescribeThing', 'iot:DeleteThing'], resources: [arn('iot', 'thing/*')], wildcardReason },
        // Detaching is permitted on the certificate alone, whatever it is attached to. [Service Authorization Reference, AWS IoT]
        {
          actions: [
            'iot:DescribeCertificate',
            'iot:UpdateCertificate',
            'iot:DetachThingPrincipal',
            'iot:DetachPolicy',
            'iot:DeleteCertificate',
          ],
          resources: [arn('iot', 'cert/*')],
          wildcardReason,
        },
        {
          actions: [
            'kinesisvideo:DescribeSignalingChannel',
            'kinesisvideo:ListTagsForResource',
            'kinesisvideo:DeleteSignalingChannel',
          ],
          resources: [arn('kinesisvideo', 'channel/*')],
          wildcardReason,
        },
        ...(settings.media === 'webrtc' ? [] : [streams, handsOverStreams]),
        {
          actions: ['UpdateItem', 'GetItem', 'Query', 'DeleteItem', 'PutItem'].map((name) => `dynamodb:${name}`),
          resources: [cameraTable.tableArn],
        },
        { actions: ['events:PutEvents'], resources: [eventBus.eventBusArn] },
      ],
      alarms: {
        failed:
          "Cameras were not fully retired; nobody can watch them. Read the cause in RetireCamera's executions, repair it, and retire them again.",
        timedOut:
          'Executions of RetireCamera took too long. See which state they hang in, and retire their cameras again.',
        aborted: 'Somebody stopped executions of RetireCamera. Retire their cameras again.',
        throttled: "Step Functions slows RetireCamera down. Raise the account's quota of state transitions.",
      },
    });
  }
}
