// The one dashboard: alarms on top, then the registration path, then the viewing path.
import { Duration, Stack } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  TextWidget,
  type Alarm,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import type { Metrics } from './metrics.ts';

export interface DashboardProperties {
  readonly settings: Settings;
  readonly metrics: Metrics;
}

const period = Duration.minutes(5);

export class Dashboard extends Construct {
  readonly #alarms: Alarm[] = [];
  readonly #deadLetters = graph('Dead letters');
  readonly #throttles = graph('Throttled');
  readonly #errors = graph('Errors of functions');
  readonly #durations = graph('Duration of functions');

  constructor(scope: Construct, id: string, { settings, metrics }: DashboardProperties) {
    super(scope, id);
    const { executions, rotations, registrations, presence, history, api } = metrics;
    const title = (markdown: string) => new TextWidget({ markdown, width: 24, height: 1 });

    const dashboard = new CloudWatchDashboard(this, 'Board', {
      // Dashboards are named per account, not per Region.
      dashboardName: `Lensgate-${settings.stage}-${Stack.of(this).region}`,
      defaultInterval: Duration.hours(12),
    });
    dashboard.addWidgets(
      new AlarmStatusWidget({ title: `Lensgate ${settings.stage}`, alarms: this.#alarms, width: 24, height: 3 }),
    );
    dashboard.addWidgets(
      title('## Registration'),
      graph('Registration events', [registrations.received], [registrations.oldestSeconds]),
      graph('Executions', [executions.started, executions.succeeded]),
      graph('Executions that did not succeed', [executions.failed, executions.timedOut, executions.aborted]),
      graph('Cameras that came and went', [presence.received], [presence.oldestSeconds]),
      graph('Written into the history', [history.received], [history.oldestSeconds]),
      this.#deadLetters,
      this.#throttles,
      this.#errors,
    );
    dashboard.addWidgets(
      title('## Viewing'),
      graph('Requests', [api.requests], [api.latency]),
      graph('Sessions ended', [rotations.succeeded, rotations.failed, rotations.timedOut]),
      graph('Refused and failed', [api.clientErrors, api.serverErrors, api.throttled]),
      this.#durations,
    );
  }

  showAlarm(alarm: Alarm): void {
    this.#alarms.push(alarm);
  }

  showFunction(of: IFunction): void {
    const label = of.node.id;
    this.#errors.addLeftMetric(of.metricErrors({ period, label }));
    this.#throttles.addLeftMetric(of.metricThrottles({ period, label }));
    this.#durations.addLeftMetric(of.metricDuration({ period, statistic: 'p99', label: `${label} p99` }));
  }

  showStateMachine(of: StateMachine): void {
    this.#throttles.addLeftMetric(of.metricThrottled({ period, label: `${of.node.id}: states` }));
  }

  showDeadLetters(of: IQueue): void {
    const label = of.node.id;
    this.#deadLetters.addLeftMetric(
      of.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum', label }),
    );
  }
}

function graph(title: string, left: IMetric[] = [], right: IMetric[] = []): GraphWidget {
  return new GraphWidget({ title, left, right, width: 8, leftYAxis: { min: 0 }, rightYAxis: { min: 0 } });
}
