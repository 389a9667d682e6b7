// `lensgate token`: what an app has in its hands after a user signed in, from the terminal.
import type { Command } from 'commander';
import { emailAddress } from './email-address.ts';
import { requestLocalTokens } from './local-token.ts';
import { printer } from '../output.ts';
import { openTarget, type GlobalOptions } from '../target.ts';

export function addTokenCommand(program: Command): void {
  program
    .command('token')
    .description("print a user's token for the HTTP API (local cloud only: on AWS users sign in)")
    .requiredOption('--user <email>', 'whose; somebody new becomes a user')
    .option('--admin', 'as one of the admins', false)
    .addHelpText('after', '\nWhoever holds the token is that user for an hour: treat it as a password.')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { user: string; admin: boolean }>();
      const email = emailAddress('--user', options.user);
      const tokens = await requestLocalTokens(await openTarget(options), { email, admin: options.admin });
      printer(options.json).result(tokens, tokens.id_token);
    });
}
