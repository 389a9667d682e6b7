// Amazon EventBridge Scheduler: schedules that start executions of state machines.
import { awsApi } from '../../core/operation.ts';
import type { CreateService } from '../../core/service.ts';
import { Invocations } from './invocations.ts';
import { scheduleResource } from './resources.ts';
import { scheduleOperations } from './schedule-operations.ts';
import { Schedules } from './schedules.ts';
import { Timetable } from './timetable.ts';

export const scheduler: CreateService = (cloud) => {
  const schedules = new Schedules(cloud);
  const invocations = new Invocations(cloud);
  const timetable = new Timetable(cloud, schedules, invocations);
  const wanted = new Set<string>();
  return {
    name: 'scheduler',
    apis: [awsApi('scheduler', scheduleOperations(cloud, schedules, timetable))],
    resources: { 'AWS::Scheduler::Schedule': scheduleResource(cloud, schedules, wanted) },
    async run() {
      const gone = schedules.all().filter(({ name, fromTemplate }) => fromTemplate && !wanted.has(name));
      await Promise.all(gone.map(({ name }) => schedules.delete(name)));
      invocations.resume();
      timetable.run();
    },
    async stop() {
      timetable.stop();
      await invocations.stop();
    },
  };
};
