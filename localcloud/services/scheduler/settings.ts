// Checks what a caller wants of a schedule, from the API or from a template, and says what isn't imitated.
import type { CreateScheduleInput, Target } from '@aws-sdk/client-scheduler';
import { AwsError } from '../../core/aws-error.ts';
import { arn, type CloudContext } from '../../core/cloud-context.ts';
import { servicePrincipal, type Principal } from '../../core/principal.ts';
import { occurrencesOf } from './schedule-expression.ts';
import { groupName, type ScheduleSettings } from './schedules.ts';

const targetMembers = ['Arn', 'RoleArn', 'Input', 'RetryPolicy', 'DeadLetterConfig'];

/** Throws ValidationException, ResourceNotFoundException for another group than the default one. */
export function settingsOf(cloud: CloudContext, input: CreateScheduleInput, fromTemplate: boolean): ScheduleSettings {
  const { Name: name = '', GroupName: group = groupName, ScheduleExpression: expression = '' } = input;
  const {
    ScheduleExpressionTimezone: timeZone = 'UTC',
    FlexibleTimeWindow: flexibleTimeWindow,
    Target: target,
  } = input;
  if (group !== groupName) throw new AwsError('ResourceNotFoundException', `Schedule group ${group} does not exist.`);
  if (!/^[0-9a-zA-Z_.-]{1,64}$/.test(name)) throw invalid(`${name} is no name of a schedule.`);
  if (input.KmsKeyArn !== undefined) throw invalid('KmsKeyArn is not imitated by the local cloud.');
  checkExpression(expression, timeZone);
  const { Mode: mode, MaximumWindowInMinutes: windowMinutes } = flexibleTimeWindow ?? {};
  if ((mode === 'FLEXIBLE') !== (windowMinutes !== undefined)) {
    throw invalid('FlexibleTimeWindow has Mode OFF, or Mode FLEXIBLE and MaximumWindowInMinutes.');
  }
  checkTarget(cloud, target);
  return {
    ...{ name, expression, timeZone, target: target!, flexibleTimeWindow: flexibleTimeWindow!, fromTemplate },
    ...(input.StartDate && { startAt: input.StartDate.getTime() }),
    ...(input.EndDate && { endAt: input.EndDate.getTime() }),
    ...(input.Description !== undefined && { description: input.Description }),
    enabled: (input.State ?? 'ENABLED') === 'ENABLED',
    deleteAfterCompletion: input.ActionAfterCompletion === 'DELETE',
  };
}

/** EventBridge Scheduler as its target's role. Its trust policy sees the schedule's group. Throws AccessDenied. [EventBridge Scheduler: confused deputy] */
export function assumeTargetRole(
  cloud: CloudContext,
  { RoleArn: roleArn = '' }: Target,
  sessionName: string,
): Principal {
  const by = servicePrincipal(
    'scheduler.amazonaws.com',
    cloud.accountId,
    arn(cloud, 'scheduler', `schedule-group/${groupName}`),
  );
  return cloud.iam.assumeRole({ roleArn, by, sessionName, durationSeconds: 3600 }).principal;
}

function checkExpression(expression: string, timeZone: string): void {
  try {
    occurrencesOf({ expression, timeZone, anchor: 0 }).next(0);
  } catch (error) {
    if (error instanceof RangeError) throw invalid(`Invalid Schedule Expression Timezone ${timeZone}.`);
    throw invalid(`Invalid Schedule Expression ${expression}: ${(error as Error).message}.`);
  }
}

function checkTarget(cloud: CloudContext, target: Target | undefined): void {
  const unknown = Object.keys(target ?? {}).find((member) => !targetMembers.includes(member));
  if (unknown) throw invalid(`${unknown} of a target is not imitated by the local cloud.`);
  if (!/^arn:aws[a-z-]*:states:[^:]+:\d{12}:stateMachine:.+$/.test(target?.Arn ?? '')) {
    throw invalid(`The local cloud imitates state machines as targets of schedules only, not ${target?.Arn}.`);
  }
  try {
    assumeTargetRole(cloud, target!, 'check');
  } catch {
    throw invalid('The execution role you provide must allow AWS EventBridge Scheduler to assume the role.');
  }
}

const invalid = (message: string): AwsError => new AwsError('ValidationException', message);
