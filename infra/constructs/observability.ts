// The eyes on both paths: an alarm for each way they can fail, and one dashboard to look at first.
import { Duration } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { createAlarms } from './alarms.ts';
import { Dashboard } from './dashboard.ts';
import { createMetrics, type Observed } from './metrics.ts';

export interface ObservabilityProperties extends Observed {
  readonly settings: Settings;
}

export class Observability extends Construct {
  constructor(scope: Construct, id: string, { settings, ...observed }: ObservabilityProperties) {
    super(scope, id);

    const metrics = createMetrics(this, settings, observed, Duration.minutes(5));
    const alarms = createAlarms(this, settings, metrics);
    if (settings.alarms.topicArn !== undefined) {
      const notify = new SnsAction(Topic.fromTopicArn(this, 'AlarmTopic', settings.alarms.topicArn));
      for (const alarm of alarms) alarm.addAlarmAction(notify);
    }
    new Dashboard(this, 'Dashboard', { settings, metrics, alarms });
  }
}
