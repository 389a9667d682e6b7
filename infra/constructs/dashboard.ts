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
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import type { Metrics } from './metrics.ts';

export interface DashboardProperties {
  readonly settings: Settings;
  readonly metrics: Metrics;
  readonly alarms: Alarm[];
}

export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { settings, metrics, alarms }: DashboardProperties) {
    super(scope, id);
    const { executions, rotations, registrations, presence, history, api, functions } = metrics;
    const graph = (title: string, left: IMetric[], right: IMetric[] = []) =>
      new GraphWidget({ title, left, right, width: 8, leftYAxis: { min: 0 }, rightYAxis: { min: 0 } });
    const title = (markdown: string) => new TextWidget({ markdown, width: 24, height: 1 });

    const dashboard = new CloudWatchDashboard(this, 'Board', {
      // Dashboards are named per account, not per Region.
      dashboardName: `Lensgate-${settings.stage}-${Stack.of(this).region}`,
      defaultInterval: Duration.hours(12),
    });
    dashboard.addWidgets(new AlarmStatusWidget({ title: `Lensgate ${settings.stage}`, alarms, width: 24, height: 3 }));
    dashboard.addWidgets(
      title('## Registration'),
      graph('Registration events', [registrations.received], [registrations.oldestSeconds]),
      graph('Executions', [executions.started, executions.succeeded]),
      graph('Executions that did not succeed', [executions.failed, executions.timedOut, executions.aborted]),
      graph('Cameras that came and went', [presence.received], [presence.oldestSeconds]),
      graph('Written into the history', [history.received], [history.oldestSeconds]),
      graph('Dead letters', [registrations.deadLetters, presence.deadLetters, history.deadLetters]),
      graph('Throttled', [executions.throttledStates, ...functions.map(({ throttles }) => throttles)]),
      graph(
        'Errors of functions',
        functions.map(({ errors }) => errors),
      ),
    );
    dashboard.addWidgets(
      title('## Viewing'),
      graph('Requests', [api.requests], [api.latency]),
      graph('Sessions ended', [rotations.succeeded, rotations.failed, rotations.timedOut]),
      graph('Refused and failed', [api.clientErrors, api.serverErrors, api.throttled]),
      graph(
        'Duration of functions',
        functions.map(({ duration }) => duration),
      ),
    );
  }
}
