// `lensgate executions`: what the workflow did, does, and where it failed.
import type { Command } from 'commander';
import { addListCommand } from './list-command.ts';
import { addRetryCommand } from './retry-command.ts';
import { addShowCommand } from './show-command.ts';
import { addWatchCommand } from './watch-command.ts';

export function addExecutionsCommands(program: Command): void {
  const executions = program
    .command('executions')
    .description('registrations: executions of the state machine ProvisionCamera');
  addListCommand(executions);
  addShowCommand(executions);
  addRetryCommand(executions);
  addWatchCommand(executions);
}
