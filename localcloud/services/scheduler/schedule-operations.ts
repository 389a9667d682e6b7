// The EventBridge Scheduler actions on schedules.
import type { GetScheduleOutput } from '@aws-sdk/client-scheduler';
import { AwsError } from '../../core/aws-error.ts';
import type { CloudContext } from '../../core/cloud-context.ts';
import type { Operations, Permission } from '../../core/operation.ts';
import { groupName, type Schedule, type Schedules } from './schedules.ts';
import { settingsOf } from './settings.ts';
import type { Timetable } from './timetable.ts';

export function scheduleOperations(
  cloud: CloudContext,
  schedules: Schedules,
  timetable: Timetable,
): Operations<'scheduler'> {
  const onSchedule = (action: string, name = ''): Permission => ({
    action: `scheduler:${action}`,
    resource: schedules.arnOf(name),
  });
  const passRole = (resource = ''): Permission => ({
    action: 'iam:PassRole',
    resource,
    context: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
  });
  return {
    CreateSchedule: {
      permissions: ({ Name, Target }) => [onSchedule('CreateSchedule', Name), passRole(Target?.RoleArn)],
      async handle(input) {
        const settings = settingsOf(cloud, input, false);
        if (schedules.find(settings.name))
          throw new AwsError('ConflictException', `Schedule ${settings.name} already exists.`);
        const { arn, name } = await schedules.put(settings);
        timetable.set(name);
        return { ScheduleArn: arn };
      },
    },

    UpdateSchedule: {
      permissions: ({ Name, Target }) => [onSchedule('UpdateSchedule', Name), passRole(Target?.RoleArn)],
      async handle(input) {
        const { fromTemplate } = schedules.get(input.Name!);
        const { arn, name } = await schedules.put(settingsOf(cloud, input, fromTemplate));
        timetable.set(name);
        return { ScheduleArn: arn };
      },
    },

    GetSchedule: {
      permissions: ({ Name }) => onSchedule('GetSchedule', Name),
      handle: async ({ Name }) => describe(schedules.get(Name!)),
    },

    ListSchedules: {
      permissions: () => ({ action: 'scheduler:ListSchedules', resource: '*' }),
      async handle({ NamePrefix: prefix = '', State: state, MaxResults: most = 100, NextToken: after = '' }) {
        const found = schedules
          .all()
          .filter(({ name }) => name.startsWith(prefix) && name > after)
          .map(describe)
          .filter(({ State }) => state === undefined || State === state);
        const page = found.slice(0, most);
        return {
          Schedules: page.map(({ Arn, Name, GroupName, State, CreationDate, LastModificationDate, Target }) => ({
            ...{ Arn, Name, GroupName, State, CreationDate, LastModificationDate },
            Target: { Arn: Target!.Arn },
          })),
          ...(found.length > page.length && { NextToken: page.at(-1)!.Name }),
        };
      },
    },

    DeleteSchedule: {
      permissions: ({ Name }) => onSchedule('DeleteSchedule', Name),
      async handle({ Name }) {
        const { name } = schedules.get(Name!);
        await schedules.delete(name);
        timetable.set(name);
        return {};
      },
    },
  };
}

function describe(schedule: Schedule): GetScheduleOutput {
  const { startAt, endAt, description } = schedule;
  return {
    Arn: schedule.arn,
    GroupName: groupName,
    Name: schedule.name,
    ScheduleExpression: schedule.expression,
    ScheduleExpressionTimezone: schedule.timeZone,
    ...(startAt !== undefined && { StartDate: new Date(startAt) }),
    ...(endAt !== undefined && { EndDate: new Date(endAt) }),
    ...(description !== undefined && { Description: description }),
    State: schedule.enabled ? 'ENABLED' : 'DISABLED',
    CreationDate: new Date(schedule.createdAt),
    LastModificationDate: new Date(schedule.modifiedAt),
    Target: schedule.target,
    FlexibleTimeWindow: schedule.flexibleTimeWindow,
    ActionAfterCompletion: schedule.deleteAfterCompletion ? 'DELETE' : 'NONE',
  };
}
