// The eyes on both paths: an alarm for each way they can fail, and one dashboard to look at first.
import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmStatusWidget,
  ComparisonOperator,
  Dashboard,
  TreatMissingData,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import type { Provisioning } from './provisioning.ts';
import type { RegistrationQueues } from './registration-queues.ts';
import type { Registration } from './registration.ts';
import type { Viewing } from './viewing.ts';

export interface ObservabilityProperties {
  readonly settings: Settings;
  readonly cameraTable: ITable;
  readonly queues: RegistrationQueues;
  readonly provisioning: Provisioning;
  readonly registration: Registration;
  readonly viewing: Viewing;
}

const period = Duration.minutes(5);

export class Observability extends Construct {
  private readonly alarms: Alarm[] = [];

  constructor(scope: Construct, id: string, properties: ObservabilityProperties) {
    super(scope, id);
    this.createAlarms(properties);
    this.notify(properties.settings.alarms.topicArn);
    this.createDashboard(properties);
  }

  private createAlarms({ settings, queues, provisioning, registration, viewing }: ObservabilityProperties): void {
    const { alarms: thresholds } = settings;
    const { stateMachine } = provisioning;
    const functions = {
      IdentifyCamera: provisioning.identifyCamera,
      StartProvisioning: registration.startProvisioning,
      AuthorizeViewer: viewing.authorizeViewer,
      PresignViewerUrl: viewing.presignViewerUrl,
    };

    this.alarm(
      'ExecutionsFailed',
      stateMachine.metricFailed({ period }),
      thresholds.failedExecutions,
      'Cameras were not provisioned: open the execution to read why.',
    );
    this.alarm(
      'ExecutionsTimedOut',
      stateMachine.metricTimedOut({ period }),
      thresholds.failedExecutions,
      'Executions of ProvisionCamera took too long and were ended.',
    );
    this.alarm(
      'ExecutionsAborted',
      stateMachine.metricAborted({ period }),
      thresholds.failedExecutions,
      'Executions of ProvisionCamera were stopped by somebody.',
    );
    this.alarm(
      'DeadLetters',
      queues.deadLetter.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
      thresholds.deadLetters,
      'Registrations wait in the dead-letter queue for a person.',
    );
    this.alarm(
      'ApiServerErrors',
      viewing.api.metricServerError({ period, statistic: 'Sum' }),
      thresholds.apiServerErrors,
      'The viewer API answers 5xx.',
    );
    for (const [name, target] of Object.entries(functions)) {
      this.alarm(
        `${name}Throttled`,
        target.metricThrottles({ period }),
        thresholds.throttles,
        `${name} is throttled: raise the account's concurrency.`,
      );
    }
  }

  private alarm(id: string, metric: IMetric, threshold: number, alarmDescription: string): void {
    const alarm = new Alarm(this, id, {
      metric,
      threshold,
      alarmDescription,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    this.alarms.push(alarm);
  }

  private notify(topicArn: string | undefined): void {
    if (topicArn === undefined) return;
    const action = new SnsAction(Topic.fromTopicArn(this, 'AlarmTopic', topicArn));
    for (const alarm of this.alarms) alarm.addAlarmAction(action);
  }

  private createDashboard(_properties: ObservabilityProperties): void {
    const dashboard = new Dashboard(this, 'Dashboard', { defaultInterval: Duration.hours(12) });
    dashboard.addWidgets(new AlarmStatusWidget({ title: 'Alarms', alarms: this.alarms, width: 24 }));
  }
}
