// AWS::Scheduler::Schedule: creates the schedule of a template, or updates it when the template has changed.
import type { CreateScheduleInput } from '@aws-sdk/client-scheduler';
import type { CloudContext } from '../../core/cloud-context.ts';
import type { CreateResource } from '../../core/service.ts';
import type { Schedules, ScheduleSettings } from './schedules.ts';
import { settingsOf } from './settings.ts';

const known = [
  ...['Name', 'GroupName', 'Description', 'ScheduleExpression', 'ScheduleExpressionTimezone', 'StartDate', 'EndDate'],
  ...['FlexibleTimeWindow', 'State', 'Target'],
];

/** `wanted` gathers the names of the schedules that the templates have. */
export function scheduleResource(cloud: CloudContext, schedules: Schedules, wanted: Set<string>): CreateResource {
  return async (resource) => {
    const { logicalId, properties } = resource;
    const unknown = Object.keys(properties).find((name) => !known.includes(name));
    if (unknown)
      throw new Error(`${logicalId}: the local cloud does not imitate property ${unknown} of AWS::Scheduler::Schedule`);
    const { StartDate: start, EndDate: end, ...others } = properties as Record<string, string | undefined>;
    const input = {
      ...others,
      Name: others['Name'] ?? resource.physicalName(64),
      ...(start !== undefined && { StartDate: new Date(start) }),
      ...(end !== undefined && { EndDate: new Date(end) }),
    } as unknown as CreateScheduleInput;
    const settings = settingsOf(cloud, input, true);
    wanted.add(settings.name);
    const existing = schedules.find(settings.name);
    const { name, arn } = existing && isSame(existing, settings) ? existing : await schedules.put(settings);
    return { ref: name, attributes: { Arn: arn } };
  };
}

// It goes on with its times when nothing has changed.
function isSame(existing: ScheduleSettings, settings: ScheduleSettings): boolean {
  const names = new Set([...Object.keys(settings), ...['startAt', 'endAt', 'description']]) as Set<
    keyof ScheduleSettings
  >;
  return [...names].every((name) => JSON.stringify(existing[name]) === JSON.stringify(settings[name]));
}
