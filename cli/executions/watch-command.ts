// `lensgate executions watch`: starts and ends, as they happen.
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { newestExecutions } from '../../executions/executions.ts';
import { moment, positiveInteger } from '../arguments.ts';
import { interrupted } from '../interrupted.ts';
import { printer } from '../output.ts';
import type { GlobalOptions } from '../target.ts';
import { duration } from './duration.ts';
import { followExecutions, listedPerLook } from './follow.ts';
import { isOf } from './list-executions.ts';
import { nameSubjects } from './name-subjects.ts';
import { openExecutions } from './open-executions.ts';
import { ofWhom, statusOf, subjectOptions, wantedSubject, type SubjectOptions } from './subject-options.ts';

// ListExecutions refills at 5 per second on AWS (2 in small regions), shared by everybody who looks.
const shortestInterval = 1;

interface WatchOptions extends GlobalOptions, SubjectOptions {
  readonly since?: number;
  readonly interval: number;
}

export function addWatchCommand(group: Command): void {
  subjectOptions(
    group
      .command('watch')
      .description('print executions as they start and end, until Ctrl-C; first those that are running'),
  )
    .option('--since <when>', 'that began since then: 90m, 12h, 7d, or a date', moment)
    .option('--interval <seconds>', `seconds between two looks, at least ${shortestInterval}`, positiveInteger, 2)
    .addHelpText('after', ofWhom)
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<WatchOptions>();
      const status = statusOf(options);
      const { target, executions } = await openExecutions(options);
      const subject = await wantedSubject(target, options);
      const { event } = printer(options.json);
      const stop = interrupted();
      if (!options.json) console.error('Watching executions. Ctrl-C ends it.');
      const look = followExecutions(() => newestExecutions(executions, { limit: listedPerLook }));
      const name = nameSubjects(executions);
      while (!stop.aborted) {
        for (const happened of await name(await look())) {
          const { at, name, startDate, stopDate, cameraName = '', serialNumber = '' } = happened;
          if (status !== undefined && happened.status !== status) continue;
          if (options.since !== undefined && startDate.getTime() < options.since) continue;
          if (subject && !isOf(subject, { ...happened, executionName: name })) continue;
          const whose = [cameraName, serialNumber].filter(Boolean).join(' ');
          event(
            { ...happened },
            `${at.toISOString()}  ${happened.status?.padEnd(9)}  ${name}  ${whose}  ${duration(startDate, stopDate)}`.trimEnd(),
          );
        }
        await delay(options.interval * 1000, undefined, { signal: stop }).catch(() => undefined);
      }
    });
}
