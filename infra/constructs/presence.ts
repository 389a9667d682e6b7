// How the table learns which cameras are connected: topic rule, queue, and the function that writes it down.
import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { RecordPresenceEnvironment } from '../../functions/record-presence/environment.ts';
import type { Settings } from '../settings.ts';
import { forwardTopic } from './forward-topic.ts';
import { ownAttributesOf } from './own-attributes.ts';
import { createQueueWithDeadLetters, readsQueue, type QueueWithDeadLetters } from './queue-with-dead-letters.ts';
import { createTypescriptFunction } from './typescript-function.ts';

export interface PresenceProperties {
  readonly settings: Settings;
  readonly cameraTable: Table;
}

const timeout = Duration.seconds(30);

export class Presence extends Construct {
  readonly queues: QueueWithDeadLetters;
  readonly recordPresence: IFunction;

  constructor(scope: Construct, id: string, { settings, cameraTable }: PresenceProperties) {
    super(scope, id);

    this.queues = createQueueWithDeadLetters(this, 'Presence', {
      settings,
      consumerTimeout: timeout,
      whenDeadLetters:
        'Cameras may be shown as online that are not, or the reverse. The log of RecordPresence says why; move the dead letters back.',
    });
    forwardTopic(this, 'CameraCameOrWent', {
      settings,
      topicFilter: '$aws/events/presence/+/+',
      // Of a connection that was refused, and of what AWS may publish there one day, there is nothing to write down here.
      where: "eventType = 'connected' OR eventType = 'disconnected'",
      description: 'An MQTT client connected or disconnected',
      to: this.queues,
    });

    this.recordPresence = createTypescriptFunction(this, 'RecordPresence', {
      settings,
      folder: 'record-presence',
      description: 'Writes down which cameras are connected',
      timeout,
      environment: { TABLE_NAME: cameraTable.tableName } satisfies RecordPresenceEnvironment,
      permissions: [
        {
          // No PutItem: it would put a presence in the place of a camera's record.
          actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
          resources: [cameraTable.tableArn],
          conditions: ownAttributesOf('camera', [
            'online',
            'lastSeenAt',
            'sessionIdentifier',
            'versionNumber',
            'principalIdentifier',
            'connectedAt',
            'disconnectedAt',
          ]),
        },
        readsQueue(this.queues),
      ],
      alarms: {
        throttled:
          "RecordPresence is throttled: whether cameras are online is known late. Raise the account's Lambda concurrency.",
        failed: { heardBy: 'dead letters' },
      },
    });

    new EventSourceMapping(this, 'PresenceEvents', {
      target: this.recordPresence,
      eventSourceArn: this.queues.queue.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
      // What keeps a blackout, when all cameras come back at once, from becoming a storm of writes.
      maxConcurrency: settings.presenceConcurrency,
    });
  }
}
