// The actions that a rule can take. Each runs as the action's own role, assumed in the rule's name.
import type { Action } from '@aws-sdk/client-iot';
import { AwsError } from '../../../core/aws-error.ts';
import { awsModels } from '../../../core/aws-model.ts';
import type { CloudContext } from '../../../core/cloud-context.ts';
import { servicePrincipal } from '../../../core/principal.ts';

export interface RuleAction {
  /** As an error action's payload names it: `SqsAction`. */
  readonly name: string;
  readonly resource: string;
  /** Throws what the action's service throws. */
  run(output: string): Promise<void>;
}

const imitated = ['sqs'];

/** Throws InvalidRequestException (400) for an action that the local cloud doesn't run, naming it. */
export function checkAction(action: Action, where: string): void {
  const kinds = Object.entries(action)
    .filter(([, value]) => value !== undefined)
    .map(([kind]) => kind);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    throw new AwsError(
      'InvalidRequestException',
      `${where}: exactly one action is wanted, given: ${kinds.join(', ') || 'none'}`,
    );
  }
  if (!imitated.includes(kind)) {
    throw new AwsError(
      'InvalidRequestException',
      `${where}: the local cloud doesn't imitate the rule action ${kind}; it knows ${imitated.join(', ')}`,
    );
  }
  for (const required of ['roleArn', 'queueUrl'] as const) {
    if (!action.sqs?.[required])
      throw new AwsError('InvalidRequestException', `${where}.sqs.${required} must not be null`);
  }
}

export function makeAction(cloud: CloudContext, ruleArn: string, { sqs }: Action): RuleAction {
  if (!sqs) throw new Error(`${ruleArn} has an action that CreateTopicRule should have refused`);
  const { roleArn = '', queueUrl = '', useBase64 } = sqs;
  return {
    name: 'SqsAction',
    resource: queueUrl,
    async run(output) {
      const { principal } = cloud.iam.assumeRole({
        roleArn,
        by: servicePrincipal('iot.amazonaws.com', cloud.accountId, ruleArn),
        sessionName: ruleArn.slice(ruleArn.lastIndexOf('/') + 1).slice(0, 64),
        durationSeconds: 3600,
      });
      const MessageBody = useBase64 ? Buffer.from(output).toString('base64') : output;
      await cloud.aws.call(principal, 'sqs', 'SendMessage', { QueueUrl: queueUrl, MessageBody });
    },
  };
}

/** Whether trying again may help: throttling and outages, not refusals. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof AwsError)) return true;
  const status = error.statusCode ?? awsModels.sqs.errors.get(error.name)?.status ?? 400;
  return status >= 500 ? status !== 501 : /Throttl|TooManyRequests|LimitExceeded/.test(error.name);
}
