// `lensgate executions retry`: the next attempt of a registration that failed.
import type { Command } from 'commander';
import { printer } from '../output.ts';
import type { GlobalOptions } from '../target.ts';
import { openExecutions } from './open-executions.ts';
import { retryRegistration } from './retry-registration.ts';

export function addRetryCommand(group: Command): void {
  group
    .command('retry')
    .description('register a camera whose registration failed again, without waiting for its cool-down')
    .argument('<name>', 'name of the failed execution, or the beginning of it')
    .action(async (name: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const { target, executions } = await openExecutions(options);
      const queueUrl = await target.output('RegistrationQueueUrl');
      const next = await retryRegistration(target.client, queueUrl, executions, name);
      printer(options.json).result({ name: next }, `${next} starts in a moment: lensgate executions show ${next}`);
    });
}
