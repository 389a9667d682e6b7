// Waits for each schedule's next time. What is due is put on the list of invocations in the same step in which the next time is noted.
import type { Timer } from '../../core/clock.ts';
import type { CloudContext } from '../../core/cloud-context.ts';
import type { Invocations } from './invocations.ts';
import { lastDue, type Schedule, type Schedules } from './schedules.ts';

export class Timetable {
  readonly #cloud: CloudContext;
  readonly #schedules: Schedules;
  readonly #invocations: Invocations;
  readonly #timers = new Map<string, Timer>();
  #running = false;

  constructor(cloud: CloudContext, schedules: Schedules, invocations: Invocations) {
    this.#cloud = cloud;
    this.#schedules = schedules;
    this.#invocations = invocations;
  }

  /** Of several times that passed while the cloud was down, the last is made up for, unless it is older than an event may be. */
  run(): void {
    this.#running = true;
    for (const { name } of this.#schedules.all()) this.set(name);
  }

  stop(): void {
    this.#running = false;
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  /** The schedule is new, was changed or deleted. */
  set(name: string): void {
    this.#timers.get(name)?.cancel();
    this.#timers.delete(name);
    const schedule = this.#schedules.find(name);
    if (!this.#running || !schedule?.enabled || schedule.nextAt === undefined) return;
    const timer = this.#cloud.clock.after(schedule.nextAt - this.#cloud.clock.now(), () => this.#due(schedule));
    this.#timers.set(name, timer);
  }

  #due(schedule: Schedule): void {
    const dueAt = lastDue(schedule, this.#cloud.clock.now());
    // Puts of one synchronous run reach the disk together: a crash neither loses the time nor has it twice.
    const written = [
      ...(dueAt === undefined ? [] : [this.#invocations.accept(schedule, dueAt)]),
      this.#schedules.wasDue(schedule),
    ];
    Promise.all(written).catch((error: unknown) => this.#cloud.log('scheduler', `${schedule.arn}: ${String(error)}`));
    this.set(schedule.name);
  }
}
