// An alarm as all are here: it is filed by the thing that it watches, and says what the person who wakes up does first.
import { Alarm, ComparisonOperator, TreatMissingData, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

export interface AlarmProperties {
  readonly metric: IMetric;
  /** The alarm is on from this value within the metric's period. */
  readonly threshold: number;
  /** What has happened, and what to do: the alarm's description. */
  readonly firstThingToDo: string;
}

/** Creates the alarm `id` in the scope. The dashboard shows it and the stage's topic hears of it, because it is in the stack. */
export function fileAlarm(scope: Construct, id: string, { metric, threshold, firstThingToDo }: AlarmProperties): Alarm {
  return new Alarm(scope, id, {
    metric,
    threshold,
    alarmDescription: firstThingToDo,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 1,
    // Nothing happened: most of these metrics have no value then.
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}
