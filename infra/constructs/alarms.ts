// One alarm for each way the two paths can fail. An alarm's description says what the person who wakes up does first.
import { Alarm, ComparisonOperator, TreatMissingData, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import type { Metrics } from './metrics.ts';

export function createAlarms(scope: Construct, settings: Settings, metrics: Metrics): Alarm[] {
  const { executions, rotations, registrations, presence, history, api, functions } = metrics;
  const { failedExecutions, deadLetters, apiServerErrors, throttles } = settings.alarms;

  const alarm = (id: string, metric: IMetric, threshold: number, alarmDescription: string) =>
    new Alarm(scope, id, {
      metric,
      threshold,
      alarmDescription,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });

  return [
    alarm(
      'ExecutionsFailed',
      executions.failed,
      failedExecutions,
      'Cameras were not provisioned. Open the failed executions: the cause says why. Repair it; the next attempt comes by itself.',
    ),
    alarm(
      'ExecutionsTimedOut',
      executions.timedOut,
      failedExecutions,
      'Executions of ProvisionCamera took too long. See which state they hang in.',
    ),
    alarm(
      'ExecutionsAborted',
      executions.aborted,
      failedExecutions,
      'Somebody stopped executions of ProvisionCamera. Their cameras may be half registered; redrive them.',
    ),
    alarm(
      'ExecutionsThrottled',
      executions.throttledStates,
      throttles,
      "Step Functions slows ProvisionCamera down. Raise the account's quota of state transitions.",
    ),
    alarm(
      'RotationsFailed',
      rotations.failed,
      failedExecutions,
      "Sessions of cameras were not ended, and nobody can watch these cameras. Read the cause in RotateChannel's executions, repair it, and ask again.",
    ),
    alarm(
      'RotationsTimedOut',
      rotations.timedOut,
      failedExecutions,
      'Executions of RotateChannel took too long, and nobody can watch their cameras. See which state they hang in, and ask again.',
    ),
    alarm(
      'DeadLetters',
      registrations.deadLetters,
      deadLetters,
      'Registrations wait in the dead-letter queue. Read why, repair it, and move them back within 14 days.',
    ),
    alarm(
      'PresenceDeadLetters',
      presence.deadLetters,
      deadLetters,
      'Cameras may be shown as online that are not, or the reverse. The log of RecordPresence says why; move the dead letters back.',
    ),
    alarm(
      'HistoryDeadLetters',
      history.deadLetters,
      deadLetters,
      'The history of cameras lacks what lies there; nothing else does. The log of RecordHistory says why; move the dead letters back.',
    ),
    alarm(
      'ApiServerErrors',
      api.serverErrors,
      apiServerErrors,
      'The viewer API answers 5xx. The logs of AuthorizeViewer and PresignViewerUrl name the cause.',
    ),
    alarm(
      'ApiThrottled',
      api.throttled,
      throttles,
      'The viewer API refuses requests with 429. Raise apiThrottle in infra/settings.ts, or find the caller.',
    ),
    ...functions.map(({ name, throttles: metric }) =>
      alarm(`${name}Throttled`, metric, throttles, `${name} is throttled. Raise the account's Lambda concurrency.`),
    ),
  ];
}
