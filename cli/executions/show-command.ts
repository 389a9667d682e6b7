// `lensgate executions show`: one execution, state by state.
import type { Command } from 'commander';
import { readCause } from '../../executions/cause.ts';
import { subjectOf, type Subject } from '../../executions/subject.ts';
import { printer, table } from '../output.ts';
import type { GlobalOptions } from '../target.ts';
import { duration, milliseconds } from './duration.ts';
import { namedExecution } from './named-execution.ts';
import { openExecutions } from './open-executions.ts';
import { statesShown, type StateShown } from './states-shown.ts';

export function addShowCommand(group: Command): void {
  group
    .command('show')
    .description('one execution, state by state')
    .argument('<name>', 'name of the execution, or the beginning of it')
    .action(async (given: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const { executions } = await openExecutions(options);
      const execution = await namedExecution(executions, given);
      const name = execution.name!;
      const { message } = readCause(execution.cause);
      const subject = subjectOf(execution);
      const states = await statesShown(executions, name, execution.status!);
      const text = [
        `${name}: ${execution.status}`,
        ...subjectInWords(subject),
        `started ${execution.startDate?.toISOString()}, ` +
          (execution.stopDate ? `took ${duration(execution.startDate, execution.stopDate)}` : 'still running'),
        ...(execution.error === undefined ? [] : ['', `${execution.error}: ${message}`]),
        '',
        tableOf(states),
        ...states.flatMap(({ name, nested }) =>
          nested ? ['', `${name} ran ${nested.stateMachineName}, execution ${nested.name}:`, tableOf(nested.runs)] : [],
        ),
      ].join('\n');
      const { $metadata: _metadata, ...document } = execution as typeof execution & { $metadata?: unknown };
      const why = execution.cause === undefined ? {} : { cause: message };
      printer(options.json).result({ ...document, ...subject, ...why, states }, text);
    });
}

function tableOf(states: readonly StateShown[]): string {
  const rows = states.map(({ name, type, attempts, durationMs, error }) => [
    name,
    type,
    attempts > 0 ? String(attempts) : '',
    durationMs === undefined ? '' : milliseconds(durationMs),
    error ?? '',
  ]);
  return table(['STATE', 'TYPE', 'ATTEMPTS', 'TOOK', 'ERROR'], rows);
}

function subjectInWords({ cameraName, serialNumber }: Subject): string[] {
  const words = [cameraName && `camera ${cameraName}`, serialNumber && `serial number ${serialNumber}`];
  const known = words.filter(Boolean).join(', ');
  return known === '' ? [] : [known];
}
