// The eyes on all that is in the stack: everything that may fail has an alarm, and one dashboard is looked at first.
import { Aspects, Duration, Stack } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct, type IConstruct } from 'constructs';
import type { Settings } from '../settings.ts';
import { Dashboard } from './dashboard.ts';
import { createMetrics, type Observed } from './metrics.ts';
import { unwatched } from './unwatched.ts';

export interface ObservabilityProperties extends Observed {
  readonly settings: Settings;
}

export class Observability extends Construct {
  constructor(scope: Construct, id: string, { settings, ...observed }: ObservabilityProperties) {
    super(scope, id);
    const stack = Stack.of(this);
    stack.node.addValidation({ validate: () => unwatched(stack) });

    const dashboard = new Dashboard(this, 'Dashboard', {
      settings,
      metrics: createMetrics(observed, Duration.minutes(5)),
    });
    const { topicArn } = settings.alarms;
    const notify = topicArn === undefined ? undefined : new SnsAction(Topic.fromTopicArn(this, 'AlarmTopic', topicArn));

    // An aspect comes by everything that is in the stack when it is synthesized, in whichever order it was made.
    Aspects.of(stack).add({
      visit(thing: IConstruct) {
        if (thing instanceof Function) dashboard.showFunction(thing);
        else if (thing instanceof StateMachine) dashboard.showStateMachine(thing);
        else if (thing instanceof Queue && thing.deadLetterQueue)
          dashboard.showDeadLetters(thing.deadLetterQueue.queue);
        else if (thing instanceof Alarm) {
          dashboard.showAlarm(thing);
          if (notify) thing.addAlarmAction(notify);
        }
      },
    });
  }
}
