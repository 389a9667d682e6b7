// What became of cameras and their registrations, written down for people: three senders, one queue, and the function that writes.
import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { type EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { EventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { RecordHistoryEnvironment } from '../../functions/record-history/environment.ts';
import type { Settings } from '../settings.ts';
import { forwardTopic } from './forward-topic.ts';
import type { Provisioning } from './provisioning.ts';
import { createQueueWithDeadLetters, readsQueue, type QueueWithDeadLetters } from './queue-with-dead-letters.ts';
import { createTypescriptFunction } from './typescript-function.ts';

export interface HistoryProperties {
  readonly settings: Settings;
  readonly historyTable: Table;
  readonly cameraTable: Table;
  readonly provisioning: Provisioning;
  readonly eventBus: EventBus;
}

const timeout = Duration.seconds(30);

export class History extends Construct {
  readonly queues: QueueWithDeadLetters;
  readonly recordHistory: IFunction;

  constructor(
    scope: Construct,
    id: string,
    { settings, historyTable, cameraTable, provisioning, eventBus }: HistoryProperties,
  ) {
    super(scope, id);

    this.queues = createQueueWithDeadLetters(this, 'History', {
      settings,
      consumerTimeout: timeout,
      whenDeadLetters:
        'The history of cameras lacks what lies there; nothing else does. The log of RecordHistory says why; move the dead letters back.',
    });
    this.hearEvents(provisioning, eventBus);
    // A rule of its own beside RecordPresence's: a rule has one error action, and a dead letter must lead back to the queue that missed it.
    forwardTopic(this, 'CameraCameOrWentHistory', {
      settings,
      topicFilter: '$aws/events/presence/+/+',
      where: "eventType = 'connected' OR eventType = 'disconnected' OR eventType = 'connect_failed'",
      description: 'An MQTT client connected or disconnected, or was refused',
      to: this.queues,
    });

    this.recordHistory = createTypescriptFunction(this, 'RecordHistory', {
      settings,
      folder: 'record-history',
      description: 'Writes down what became of cameras and their registrations',
      timeout,
      environment: {
        HISTORY_TABLE_NAME: historyTable.tableName,
        TABLE_NAME: cameraTable.tableName,
        HISTORY_DAYS: String(settings.historyDays),
      } satisfies RecordHistoryEnvironment,
      permissions: [
        { actions: ['dynamodb:PutItem'], resources: [historyTable.tableArn] },
        {
          // Whether a certificate that connected is the camera's: names are anybody's word.
          actions: ['dynamodb:GetItem'],
          resources: [cameraTable.tableArn],
          conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'camera#*' } },
        },
        readsQueue(this.queues),
      ],
      alarms: {
        throttled:
          "RecordHistory is throttled: the history of cameras is late. Raise the account's Lambda concurrency.",
        failed: { heardBy: 'dead letters' },
      },
    });

    new EventSourceMapping(this, 'HistoryEvents', {
      target: this.recordHistory,
      eventSourceArn: this.queues.queue.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
      maxConcurrency: settings.historyConcurrency,
    });
  }

  private hearEvents({ stateMachine }: Provisioning, eventBus: EventBus): void {
    const toQueue = () => new SqsQueue(this.queues.queue, { deadLetterQueue: this.queues.deadLetter });
    new Rule(this, 'ExecutionChanged', {
      description: 'An execution of ProvisionCamera began, ended, or runs again',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [stateMachine.stateMachineArn] },
      },
      targets: [toQueue()],
    });
    new Rule(this, 'CameraChanged', {
      description:
        'A camera was registered, refused, replaced, retired or repaired, or somebody changed who may do what with it, what its certificate is worth, or which it has',
      eventBus,
      eventPattern: {
        source: ['lensgate'],
        detailType: [
          'CameraProvisioned',
          'CameraProvisioningFailed',
          'CameraOwnershipChanged',
          'CameraReplaced',
          'CameraRetired',
          'CertificateBanChanged',
          'CertificateRenewed',
          'DriftRepaired',
        ],
      },
      targets: [toQueue()],
    });
  }
}
