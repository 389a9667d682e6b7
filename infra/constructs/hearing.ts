// How cameras are heard: what they publish below `to-cloud`, a queue, and the function that does what they ask for.
import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { EventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { selectOfCameraMessage, selectOfPairing } from '../../events/messages/camera-message.ts';
import type { HearCameraEnvironment } from '../../functions/hear-camera/environment.ts';
import type { Settings } from '../settings.ts';
import { forwardTopic } from './forward-topic.ts';
import { createQueueWithDeadLetters, readsQueue, type QueueWithDeadLetters } from './queue-with-dead-letters.ts';
import type { Renewal } from './renewal.ts';
import type { Rotation } from './rotation.ts';
import { createTypescriptFunction } from './typescript-function.ts';

export interface HearingProperties {
  readonly settings: Settings;
  readonly cameraTable: Table;
  readonly banTable: Table;
  readonly tellCamera: IFunction;
  readonly rotation: Rotation;
  readonly renewal: Renewal;
  readonly eventBus: EventBus;
}

const timeout = Duration.seconds(30);

export class Hearing extends Construct {
  readonly queues: QueueWithDeadLetters;
  readonly hearCamera: IFunction;

  constructor(
    scope: Construct,
    id: string,
    { settings, cameraTable, banTable, tellCamera, rotation, renewal, eventBus }: HearingProperties,
  ) {
    super(scope, id);

    this.queues = createQueueWithDeadLetters(this, 'CameraMessages', {
      settings,
      consumerTimeout: timeout,
      whenDeadLetters:
        'Cameras were not heard: pairings, presses of buttons or factory resets wait there. The log of HearCamera says why; move the dead letters back.',
    });
    forwardTopic(this, 'CameraSpoke', {
      settings,
      topicFilter: 'lensgate/+/to-cloud/+',
      select: selectOfCameraMessage,
      where: "topic(4) <> 'pairing'",
      description: 'A camera said something to the cloud',
      to: this.queues,
    });
    // Without an error action, which would put the token itself into the dead letters. Whoever pairs stands there, and tries again. (D70)
    forwardTopic(this, 'CameraBroughtToken', {
      settings,
      topicFilter: 'lensgate/+/to-cloud/pairing',
      select: selectOfPairing,
      description: 'A camera brought a pairing token',
      to: { queue: this.queues.queue },
    });

    this.hearCamera = createTypescriptFunction(this, 'HearCamera', {
      settings,
      folder: 'hear-camera',
      description: 'Does what a camera asks for, once it is proven which camera it is',
      timeout,
      environment: {
        TABLE_NAME: cameraTable.tableName,
        BAN_TABLE_NAME: banTable.tableName,
        ROTATION_STATE_MACHINE_ARN: rotation.rotateChannel.stateMachineArn,
        TELL_CAMERA_FUNCTION_NAME: tellCamera.functionName,
        EVENT_BUS_NAME: eventBus.eventBusName,
        RENEWAL_STATE_MACHINE_ARN: renewal.renewCertificate.stateMachineArn,
        RENEWS_CERTIFICATES: String(settings.media === 'webrtc' || settings.streamName === 'thing'),
        CLAIMING: settings.claiming,
      } satisfies HearCameraEnvironment,
      permissions: [
        { actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'], resources: [cameraTable.tableArn] },
        { actions: ['dynamodb:GetItem'], resources: [banTable.tableArn] },
        { actions: ['lambda:InvokeFunction'], resources: [tellCamera.functionArn] },
        ...rotation.starts(),
        { actions: ['states:StartExecution'], resources: [renewal.renewCertificate.stateMachineArn] },
        { actions: ['events:PutEvents'], resources: [eventBus.eventBusArn] },
        readsQueue(this.queues),
      ],
      alarms: {
        throttled: "HearCamera is throttled: cameras are heard late. Raise the account's Lambda concurrency.",
        failed: { heardBy: 'dead letters' },
      },
    });

    new EventSourceMapping(this, 'CameraMessages', {
      target: this.hearCamera,
      eventSourceArn: this.queues.queue.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
      // What keeps a camera that talks without end from taking the account's concurrency.
      maxConcurrency: settings.hearingConcurrency,
    });
  }
}
