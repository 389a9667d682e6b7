// What is measured, named once for the alarms and for the dashboard.
import type { Duration } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import type { Endpoints } from './endpoints.ts';
import type { History } from './history.ts';
import type { Presence } from './presence.ts';
import type { Provisioning } from './provisioning.ts';
import type { RegistrationQueues } from './registration-queues.ts';
import type { Registration } from './registration.ts';
import type { Rotation } from './rotation.ts';
import type { Viewing } from './viewing.ts';

export interface Observed {
  readonly queues: RegistrationQueues;
  readonly provisioning: Provisioning;
  readonly registration: Registration;
  readonly presence: Presence;
  readonly endpoints: Endpoints;
  readonly rotation: Rotation;
  readonly viewing: Viewing;
  readonly history: History;
}

export interface FunctionMetrics {
  readonly name: string;
  readonly errors: IMetric;
  readonly throttles: IMetric;
  readonly duration: IMetric;
}

export type Metrics = ReturnType<typeof createMetrics>;

/** All metrics are sums over the period, unless the name says otherwise. */
export function createMetrics(scope: Construct, settings: Settings, observed: Observed, period: Duration) {
  const { queues, provisioning, registration, presence, endpoints, rotation, viewing, history } = observed;
  const { stateMachine } = provisioning;
  const { api } = viewing;
  const sum = { period, statistic: 'Sum' };

  const functions: FunctionMetrics[] = Object.entries<IFunction>({
    StartProvisioning: registration.startProvisioning,
    IdentifyCamera: provisioning.identifyCamera,
    RecordPresence: presence.recordPresence,
    RefreshEndpoints: endpoints.refreshEndpoints,
    AuthorizeViewer: viewing.authorizeViewer,
    PresignViewerUrl: viewing.presignViewerUrl,
    ManageCameras: viewing.manageCameras,
    RecordHistory: history.recordHistory,
  }).map(([name, target]) => ({
    name,
    errors: target.metricErrors({ ...sum, label: name }),
    throttles: target.metricThrottles({ ...sum, label: name }),
    duration: target.metricDuration({ period, statistic: 'p99', label: `${name} p99` }),
  }));

  return {
    executions: {
      started: stateMachine.metricStarted({ ...sum, label: 'started' }),
      succeeded: stateMachine.metricSucceeded({ ...sum, label: 'succeeded' }),
      failed: stateMachine.metricFailed({ ...sum, label: 'failed' }),
      timedOut: stateMachine.metricTimedOut({ ...sum, label: 'timed out' }),
      aborted: stateMachine.metricAborted({ ...sum, label: 'aborted' }),
      throttledStates: stateMachine.metricThrottled({ ...sum, label: 'throttled states' }),
    },
    rotations: {
      succeeded: rotation.rotateChannel.metricSucceeded({ ...sum, label: 'rotations' }),
      failed: rotation.rotateChannel.metricFailed({ ...sum, label: 'rotations failed' }),
      timedOut: rotation.rotateChannel.metricTimedOut({ ...sum, label: 'rotations timed out' }),
    },
    registrations: {
      received: queues.registration.metricNumberOfMessagesSent({ ...sum, label: 'received' }),
      oldestSeconds: queues.registration.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' }),
      deadLetters: queues.deadLetter.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
    },
    presence: {
      received: presence.queues.queue.metricNumberOfMessagesSent({ ...sum, label: 'came and went' }),
      oldestSeconds: presence.queues.queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' }),
      deadLetters: presence.queues.deadLetter.metricApproximateNumberOfMessagesVisible({
        period,
        statistic: 'Maximum',
        label: 'presence',
      }),
    },
    history: {
      received: history.queues.queue.metricNumberOfMessagesSent({ ...sum, label: 'history' }),
      oldestSeconds: history.queues.queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' }),
      deadLetters: history.queues.deadLetter.metricApproximateNumberOfMessagesVisible({
        period,
        statistic: 'Maximum',
        label: 'history',
      }),
    },
    api: {
      requests: api.metricCount({ ...sum, label: 'requests' }),
      clientErrors: api.metricClientError({ ...sum, label: '4xx' }),
      serverErrors: api.metricServerError({ ...sum, label: '5xx' }),
      latency: api.metricLatency({ period, statistic: 'p99', label: 'latency p99' }),
      throttled: throttledRequests(scope, settings, viewing).metric({ ...sum, label: 'throttled' }),
    },
    functions,
  };
}

/** HTTP APIs count throttled requests among all other 4xx: the access log tells them apart. */
function throttledRequests(scope: Construct, settings: Settings, { accessLogs }: Viewing): MetricFilter {
  return new MetricFilter(scope, 'ThrottledRequests', {
    logGroup: accessLogs,
    filterPattern: FilterPattern.stringValue('$.status', '=', '429'),
    metricNamespace: `Lensgate/${settings.stage}`,
    metricName: 'ThrottledRequests',
    metricValue: '1',
  });
}
