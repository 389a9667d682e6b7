// What the state machine's role may do: one entry per kind of call in statemachines/provision-camera.asl.yaml. A test compares the two.
import { Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { IConstruct } from 'constructs';
import type { Settings } from '../settings.ts';
import type { Permission } from './grant.ts';
import { runsNested } from './nested-execution.ts';
import { ofStage } from './tag-conditions.ts';
import type { RegistrationQueues } from './registration-queues.ts';

export interface ProvisionCameraResources {
  readonly settings: Settings;
  readonly identifyCamera: IFunction;
  /** Undoes a registration that failed. */
  readonly retireCamera: StateMachine;
  readonly cameraTable: Table;
  readonly eventBus: EventBus;
  readonly queues: RegistrationQueues;
}

export function provisionCameraPermissions(scope: IConstruct, resources: ProvisionCameraResources): Permission[] {
  const arn = (service: string, resource: string) => Stack.of(scope).formatArn({ service, resource });
  const anyCertificate = arn('iot', 'cert/*');
  const anyChannel = arn('kinesisvideo', 'channel/*');
  const wildcardReason =
    'The camera, its certificate, its channel and its stream are named by the registration that is being worked on.';

  const streams: Permission = {
    actions: ['kinesisvideo:CreateStream', 'kinesisvideo:DescribeStream', 'kinesisvideo:ListTagsForStream'],
    resources: [arn('kinesisvideo', 'stream/*')],
    wildcardReason,
  };

  const takesKeptStreams: Permission = {
    actions: ['kinesisvideo:TagStream'],
    resources: [arn('kinesisvideo', 'stream/*')],
    wildcardReason,
    conditions: {
      StringEquals: ofStage(resources.settings.stage),
      'ForAllValues:StringEquals': { 'aws:TagKeys': ['lensgate:certificateId'] },
    },
  };

  return [
    { actions: ['lambda:InvokeFunction'], resources: [resources.identifyCamera.functionArn] },
    {
      actions: ['iot:CreateThing', 'iot:DescribeThing'],
      resources: [arn('iot', 'thing/*')],
      wildcardReason,
    },
    // Attaching is permitted on the certificate alone, whatever it is attached to. [Service Authorization Reference, AWS IoT]
    {
      actions: ['iot:UpdateCertificate', 'iot:AttachPolicy', 'iot:AttachThingPrincipal'],
      resources: [anyCertificate],
      wildcardReason,
    },
    {
      actions: [
        'kinesisvideo:CreateSignalingChannel',
        'kinesisvideo:DescribeSignalingChannel',
        'kinesisvideo:GetSignalingChannelEndpoint',
        'kinesisvideo:ListTagsForResource',
      ],
      resources: [anyChannel],
      wildcardReason,
    },
    ...(resources.settings.media === 'webrtc' ? [] : [streams, takesKeptStreams]),
    { actions: ['dynamodb:UpdateItem'], resources: [resources.cameraTable.tableArn] },
    ...runsNested(resources.retireCamera),
    { actions: ['events:PutEvents'], resources: [resources.eventBus.eventBusArn] },
    { actions: ['sqs:SendMessage'], resources: [resources.queues.deadLetter.queueArn] },
  ];
}
