// Whatever is a function, a queue or a state machine has an alarm: what has none is found here, and refused when the stack is synthesized.
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { IConstruct } from 'constructs';

/** A sentence for each thing below `scope` that no alarm watches. */
export function unwatched(scope: IConstruct): string[] {
  const things = scope.node.findAll();
  const watched = new Set(things.flatMap((thing) => (thing instanceof Alarm ? dimensionsOf(thing) : [])));
  return things.flatMap((thing) => {
    const name = nameInMetrics(thing);
    if (name === undefined || watched.has(name)) return [];
    return [
      `${thing.node.path} has no alarm: create it by ${creator(thing)}, or file one (infra/constructs/alarm.ts).`,
    ];
  });
}

function dimensionsOf({ metric }: Alarm): unknown[] {
  return metric instanceof Metric ? Object.values(metric.dimensions ?? {}) : [];
}

/** What its metrics call it. A queue with dead letters is watched through them: what fails there ends there. */
function nameInMetrics(thing: IConstruct): string | undefined {
  if (thing instanceof Function) return thing.functionName;
  if (thing instanceof StateMachine) return thing.stateMachineArn;
  if (thing instanceof Queue && thing.deadLetterQueue === undefined) return thing.queueName;
  return undefined;
}

function creator(thing: IConstruct): string {
  if (thing instanceof Function) return 'createTypescriptFunction';
  return thing instanceof StateMachine ? 'createStateMachine' : 'createQueueWithDeadLetters';
}
