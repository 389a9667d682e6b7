// What AWS IoT publishes, put into a queue: the topic rule, and the role that it sends with.
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnTopicRule } from 'aws-cdk-lib/aws-iot';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { grant } from './grant.ts';
import type { QueueWithDeadLetters } from './queue-with-dead-letters.ts';

export interface ForwardedTopic {
  readonly settings: Settings;
  readonly topicFilter: string;
  /** What of a message goes into the queue; by default all of it. */
  readonly select?: string;
  /** Which messages, in the rule's SQL; by default all. */
  readonly where?: string;
  /** What it means that something is published there. */
  readonly description: string;
  /** What the rule can't deliver goes to the dead letters, as its error action: the whole message, whatever was selected. */
  readonly to: Pick<QueueWithDeadLetters, 'queue'> & Partial<QueueWithDeadLetters>;
}

/** Creates the topic rule `id` and its role `<id>Role` in the scope. */
export function forwardTopic(
  scope: Construct,
  id: string,
  { settings, topicFilter, select = '*', where, description, to: { queue, deadLetter } }: ForwardedTopic,
) {
  const role = new Role(scope, `${id}Role`, {
    assumedBy: new ServicePrincipal('iot.amazonaws.com'),
    description: `Lensgate ${settings.stage}: what the topic rule ${id} puts into the queues`,
  });
  grant(role, { actions: ['sqs:SendMessage'], resources: [queue, deadLetter].flatMap((to) => to?.queueArn ?? []) });

  const send = ({ queueUrl }: { queueUrl: string }) => ({
    sqs: { queueUrl, roleArn: role.roleArn, useBase64: false },
  });
  const rule = new CfnTopicRule(scope, id, {
    topicRulePayload: {
      description,
      sql: `SELECT ${select} FROM '${topicFilter}'${where === undefined ? '' : ` WHERE ${where}`}`,
      awsIotSqlVersion: '2016-03-23',
      ruleDisabled: false,
      actions: [send(queue)],
      ...(deadLetter && { errorAction: send(deadLetter) }),
    },
  });
  rule.node.addDependency(role); // the rule must not fire before its role may send
}
