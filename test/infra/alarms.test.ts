// Whatever can fail has an alarm because it is there, and the alarm says what the person who wakes up does first.
import { describe, expect, it } from '@jest/globals';
import { Duration, type Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { createQueueWithDeadLetters } from '../../infra/constructs/queue-with-dead-letters.ts';
import { createStateMachine } from '../../infra/constructs/state-machine.ts';
import {
  createTypescriptFunction,
  type TypescriptFunctionProperties,
} from '../../infra/constructs/typescript-function.ts';
import { stages } from '../../infra/settings.ts';
import { logicalIdOf, onlyPropertiesOf, resourcesOf, synthesized } from './synthesized.ts';

const settings = stages.dev;
const topicArn = 'arn:aws:sns:us-east-1:123456789012:pager';
const properties: TypescriptFunctionProperties = {
  settings,
  folder: 'record-history',
  description: 'Watches',
  environment: {},
  permissions: [],
  timeout: Duration.seconds(3),
  alarms: { throttled: 'Raise it.', failed: 'Read its log.' },
};

describe('what is added to the stack', () => {
  const { service } = synthesized('dev', { alarms: { ...settings.alarms, topicArn } }, (stack) => {
    createTypescriptFunction(stack, 'Lonely', properties);
    createTypescriptFunction(stack, 'Heard', {
      ...properties,
      alarms: { throttled: 'Raise it.', failed: { heardBy: 'dead letters' } },
    });
    createQueueWithDeadLetters(stack, 'Parcel', {
      settings,
      consumerTimeout: Duration.seconds(3),
      whenDeadLetters: 'Move them back.',
    });
    createStateMachine(stack, 'Turn', {
      settings,
      definition: 'rotate-channel',
      substitutions: {},
      permissions: [],
      alarms: { failed: 'One.', timedOut: 'Two.', aborted: 'Three.', throttled: 'Four.' },
    });
  });
  const dashboard = JSON.stringify(onlyPropertiesOf(service, 'AWS::CloudWatch::Dashboard'));
  const alarmsOf = (name: string) =>
    Object.entries(resourcesOf(service, 'AWS::CloudWatch::Alarm')).filter(([id]) => id.startsWith(name));
  const whatTheySay = (name: string) =>
    alarmsOf(name).map(([, { Properties }]) => [Properties['MetricName'], Properties['AlarmDescription']]);

  it('has its alarms: a function', () => {
    const common = {
      Namespace: 'AWS/Lambda',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: logicalIdOf(service, 'AWS::Lambda::Function', 'Lonely') } }],
      Statistic: 'Sum',
      Period: 300,
    };
    expect(alarmsOf('Lonely').map(([, { Properties }]) => Properties)).toEqual([
      expect.objectContaining({ ...common, MetricName: 'Throttles', Threshold: 5, AlarmDescription: 'Raise it.' }),
      expect.objectContaining({ ...common, MetricName: 'Errors', Threshold: 3, AlarmDescription: 'Read its log.' }),
    ]);
  });

  it('wakes nobody twice: a function whose failures somebody else hears of', () => {
    expect(whatTheySay('Heard')).toEqual([['Throttles', 'Raise it.']]);
  });

  it('has its alarm: a queue, through its dead letters', () => {
    const deadLetters = logicalIdOf(service, 'AWS::SQS::Queue', 'ParcelDeadLetterQueue');
    expect(alarmsOf('Parcel').map(([, { Properties }]) => Properties)).toEqual([
      expect.objectContaining({
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [deadLetters, 'QueueName'] } }],
        Statistic: 'Maximum',
        Threshold: 1,
        AlarmDescription: 'Move them back.',
      }),
    ]);
  });

  it('has its alarms: a state machine', () => {
    expect(whatTheySay('Turn')).toEqual([
      ['ExecutionsFailed', 'One.'],
      ['ExecutionsTimedOut', 'Two.'],
      ['ExecutionsAborted', 'Three.'],
      ['ExecutionThrottled', 'Four.'],
    ]);
  });

  it('is on the dashboard, and its alarms reach the topic', () => {
    for (const [id, { Properties }] of ['Lonely', 'Heard', 'Parcel', 'Turn'].flatMap(alarmsOf)) {
      expect(dashboard).toContain(id);
      expect(Properties).toMatchObject({ AlarmActions: [topicArn] });
    }
    for (const thing of [
      logicalIdOf(service, 'AWS::Lambda::Function', 'Lonely'),
      logicalIdOf(service, 'AWS::SQS::Queue', 'ParcelDeadLetterQueue'),
      logicalIdOf(service, 'AWS::StepFunctions::StateMachine', 'Turn'),
    ]) {
      expect(dashboard).toContain(`"${thing}"`);
    }
  });

  it.each<[string, RegExp, (stack: Stack) => unknown]>([
    [
      'a function',
      /Lensgate-dev-Service\/Bare has no alarm: create it by createTypescriptFunction/,
      (stack) =>
        new Function(stack, 'Bare', {
          runtime: Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: Code.fromInline('export const handler = () => 0;'),
        }),
    ],
    ['a queue', /Lensgate-dev-Service\/Bare has no alarm/, (stack) => new Queue(stack, 'Bare')],
    [
      'a queue of dead letters',
      /Lensgate-dev-Service\/Bare has no alarm: create it by createQueueWithDeadLetters/,
      (stack) => new Queue(stack, 'Bold', { deadLetterQueue: { queue: new Queue(stack, 'Bare'), maxReceiveCount: 5 } }),
    ],
    [
      'a state machine',
      /Lensgate-dev-Service\/Bare has no alarm: create it by createStateMachine/,
      (stack) =>
        new StateMachine(stack, 'Bare', {
          definitionBody: DefinitionBody.fromString('{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}'),
        }),
    ],
  ])('is refused without an alarm: %s', (_, refusal, add) => {
    expect(() => synthesized('dev', {}, add)).toThrow(refusal);
  });

  it('does not compile without its sentences', () => {
    const { alarms: _, ...silent } = properties;
    // @ts-expect-error: a function says what to do when it is throttled, and when it fails.
    const aFunction: TypescriptFunctionProperties = silent;
    // @ts-expect-error: and both of it.
    const half: TypescriptFunctionProperties = { ...properties, alarms: { throttled: 'Raise it.' } };
    const aQueue = (stack: Stack) =>
      // @ts-expect-error: a queue says what to do with its dead letters.
      createQueueWithDeadLetters(stack, 'Silent', { settings, consumerTimeout: Duration.seconds(3) });
    expect([aFunction, half, aQueue]).toHaveLength(3);
  });
});

describe('every alarm of the stack', () => {
  const { service } = synthesized('prod');
  const alarms = Object.values(resourcesOf(service, 'AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);

  it('is silent when nothing happens: most of these metrics have no value then', () => {
    expect(alarms).not.toEqual([]);
    for (const alarm of alarms) expect(alarm).toMatchObject({ TreatMissingData: 'notBreaching' });
  });

  it('rings when its threshold is reached, once', () => {
    for (const alarm of alarms) {
      expect(alarm).toMatchObject({ ComparisonOperator: 'GreaterThanOrEqualToThreshold', EvaluationPeriods: 1 });
    }
  });

  it('says what has happened and what to do', () => {
    for (const { AlarmDescription } of alarms) expect(AlarmDescription).toMatch(/^[A-Z].+[.:;].+\.$/);
  });

  it('watches a thing of its own: each state machine four ways, each queue through its dead letters', () => {
    const watchers = (name: string) => alarms.filter((alarm) => JSON.stringify(alarm).includes(name)).length;
    for (const id of ['ProvisionCamera', 'RotateChannel']) {
      expect(watchers(`"Ref":"${logicalIdOf(service, 'AWS::StepFunctions::StateMachine', id)}"`)).toBe(4);
    }
    for (const id of Object.keys(resourcesOf(service, 'AWS::SQS::Queue'))) {
      expect(watchers(id)).toBe(id.includes('DeadLetter') ? 1 : 0);
    }
  });
});

it('certificates that end soon wake somebody: what a look at the fleet says of them in its log is the metric', () => {
  const { service } = synthesized('dev');
  service.hasResourceProperties('AWS::Logs::MetricFilter', {
    LogGroupName: { Ref: logicalIdOf(service, 'AWS::Logs::LogGroup', 'LookAtFleetLogs') },
    FilterPattern: '{ $.endingCertificates >= 0 }',
    MetricTransformations: [
      { MetricNamespace: 'Lensgate/dev', MetricName: 'EndingCertificates', MetricValue: '$.endingCertificates' },
    ],
  });
  service.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'Lensgate/dev',
    MetricName: 'EndingCertificates',
    Statistic: 'Maximum',
    Period: 86_400,
    Threshold: 1,
    TreatMissingData: 'notBreaching',
    AlarmDescription: Match.stringLikeRegexp('lensgate certificates list --expiring 14d'),
  });
});
