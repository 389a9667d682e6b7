// What the dashboard draws of the two paths, by name.
import type { Duration } from 'aws-cdk-lib';
import type { History } from './history.ts';
import type { Presence } from './presence.ts';
import type { Provisioning } from './provisioning.ts';
import type { RegistrationQueues } from './registration-queues.ts';
import type { Rotation } from './rotation.ts';
import type { Viewing } from './viewing.ts';

export interface Observed {
  readonly queues: RegistrationQueues;
  readonly provisioning: Provisioning;
  readonly presence: Presence;
  readonly rotation: Rotation;
  readonly viewing: Viewing;
  readonly history: History;
}

export type Metrics = ReturnType<typeof createMetrics>;

/** All metrics are sums over the period, unless the name says otherwise. */
export function createMetrics(
  { queues, provisioning, presence, rotation, viewing, history }: Observed,
  period: Duration,
) {
  const { stateMachine } = provisioning;
  const { rotateChannel } = rotation;
  const { api, throttledRequests } = viewing;
  const sum = { period, statistic: 'Sum' };

  return {
    executions: {
      started: stateMachine.metricStarted({ ...sum, label: 'started' }),
      succeeded: stateMachine.metricSucceeded({ ...sum, label: 'succeeded' }),
      failed: stateMachine.metricFailed({ ...sum, label: 'failed' }),
      timedOut: stateMachine.metricTimedOut({ ...sum, label: 'timed out' }),
      aborted: stateMachine.metricAborted({ ...sum, label: 'aborted' }),
    },
    rotations: {
      succeeded: rotateChannel.metricSucceeded({ ...sum, label: 'rotations' }),
      failed: rotateChannel.metricFailed({ ...sum, label: 'rotations failed' }),
      timedOut: rotateChannel.metricTimedOut({ ...sum, label: 'rotations timed out' }),
    },
    registrations: {
      received: queues.registration.metricNumberOfMessagesSent({ ...sum, label: 'received' }),
      oldestSeconds: queues.registration.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' }),
    },
    presence: {
      received: presence.queues.queue.metricNumberOfMessagesSent({ ...sum, label: 'came and went' }),
      oldestSeconds: presence.queues.queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' }),
    },
    history: {
      received: history.queues.queue.metricNumberOfMessagesSent({ ...sum, label: 'history' }),
      oldestSeconds: history.queues.queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' }),
    },
    api: {
      requests: api.metricCount({ ...sum, label: 'requests' }),
      clientErrors: api.metricClientError({ ...sum, label: '4xx' }),
      serverErrors: api.metricServerError({ ...sum, label: '5xx' }),
      latency: api.metricLatency({ period, statistic: 'p99', label: 'latency p99' }),
      throttled: throttledRequests.metric({ ...sum, label: 'throttled' }),
    },
  };
}
