// The service's state: schedules, and when each is due next. Records only: nothing here calls another service.
import type { FlexibleTimeWindow, Target } from '@aws-sdk/client-scheduler';
import { AwsError } from '../../core/aws-error.ts';
import { arn, type CloudContext } from '../../core/cloud-context.ts';
import type { Collection } from '../../core/store.ts';
import { occurrencesOf } from './schedule-expression.ts';

/** Times are milliseconds since the epoch. */
export interface Schedule {
  readonly name: string;
  readonly arn: string;
  readonly expression: string;
  readonly timeZone: string;
  readonly startAt?: number;
  /** Not due any more from then on. */
  readonly endAt?: number;
  readonly description?: string;
  readonly enabled: boolean;
  readonly target: Target;
  readonly flexibleTimeWindow: FlexibleTimeWindow;
  readonly deleteAfterCompletion: boolean;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** Absent when it is never due again. */
  readonly nextAt?: number;
  readonly fromTemplate: boolean;
}

/** What a caller decides of a schedule. */
export type ScheduleSettings = Omit<Schedule, 'arn' | 'createdAt' | 'modifiedAt' | 'nextAt'>;

/** There is one group, AWS's default. */
export const groupName = 'default';

export class Schedules {
  readonly #cloud: CloudContext;
  readonly #records: Collection<Schedule>;

  constructor(cloud: CloudContext) {
    this.#cloud = cloud;
    this.#records = cloud.store.collection<Schedule>('scheduler-schedules');
  }

  arnOf(name: string): string {
    return arn(this.#cloud, 'scheduler', `schedule/${groupName}/${name}`);
  }

  all(): Schedule[] {
    return this.#records.values();
  }

  find(name: string): Schedule | undefined {
    return this.#records.get(name);
  }

  /** Throws ResourceNotFoundException. */
  get(name: string): Schedule {
    const schedule = this.#records.get(name);
    if (!schedule) throw new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`);
    return schedule;
  }

  /** Creates it, or replaces all that a caller decides. A rate without a start begins at once when it is created. [EventBridge Scheduler: rate-based schedules] */
  async put(settings: ScheduleSettings): Promise<Schedule> {
    const now = this.#cloud.clock.now();
    const existing = this.find(settings.name);
    const createdAt = existing?.createdAt ?? now;
    const schedule: Schedule = { ...settings, arn: this.arnOf(settings.name), createdAt, modifiedAt: now };
    const nextAt = existing ? nextAfter(schedule, now) : nextAfter(schedule, now - 1);
    const put = { ...schedule, ...(nextAt !== undefined && { nextAt }) };
    await this.#records.put(put.name, put);
    return put;
  }

  /** It was due: notes when it is due next, or deletes it after the last time, if it wants that. Must be told synchronously. */
  wasDue(schedule: Schedule): Promise<void> {
    const { nextAt: _due, ...rest } = schedule;
    const nextAt = nextAfter(rest, this.#cloud.clock.now());
    if (nextAt === undefined && schedule.deleteAfterCompletion) return this.#records.delete(schedule.name);
    return this.#records.put(schedule.name, { ...rest, ...(nextAt !== undefined && { nextAt }) });
  }

  delete(name: string): Promise<void> {
    return this.#records.delete(name);
  }
}

/** When it is due after `time`; undefined when it never is. */
export function nextAfter(schedule: Omit<Schedule, 'nextAt'>, time: number): number | undefined {
  const { expression, timeZone, createdAt, startAt, endAt } = schedule;
  const occurrences = occurrencesOf({ expression, timeZone, anchor: startAt ?? createdAt });
  // [CreateSchedule: StartDate and EndDate mean nothing to one-time schedules]
  const [from, until] = occurrences.isOneTime
    ? [time + 1, Infinity]
    : [Math.max(time + 1, startAt ?? 0), endAt ?? Infinity];
  const next = occurrences.next(from);
  return next !== undefined && next < until ? next : undefined;
}

/** [EventBridge Scheduler: MaximumEventAgeInSeconds is at most a day] */
const longestAgeMs = 86_400_000;

/** The last time at which it was due, up to now; undefined when it wasn't, within the last day. */
export function lastDue(schedule: Schedule, now: number): number | undefined {
  let due: number | undefined;
  let next = nextAfter(schedule, Math.max(schedule.nextAt ?? Infinity, now - longestAgeMs) - 1);
  for (; next !== undefined && next <= now; next = nextAfter(schedule, next)) due = next;
  return due;
}
