// `lensgate viewer-url`: what an app's backend does, from the terminal.
import type { Command } from 'commander';
import { RefusedError, UnavailableError } from '../failures.ts';
import { printer } from '../output.ts';
import { openTarget, type GlobalOptions } from '../target.ts';

export function addViewerUrlCommand(program: Command): void {
  program
    .command('viewer-url')
    .description("ask the HTTP API for a camera's presigned viewer URL")
    .requiredOption('--camera <name>', 'the camera')
    .requiredOption('--email <address>', 'the user who wants to watch')
    .addHelpText('after', '\nThe URL lets anybody watch until it expires (299 s at most): treat it as a password.')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { camera: string; email: string }>();
      const target = await openTarget(options);
      const [apiUrl, secret] = await Promise.all([target.output('ApiUrl'), target.sharedSecret()]);
      const url = `${apiUrl.replace(/\/$/, '')}/cameras/${encodeURIComponent(options.camera)}/viewer-url`;
      const response = await fetch(url, { headers: { authorization: secret, email: options.email } });
      const answer = (await response.json()) as { url?: string; message?: string };
      if (response.status >= 500) {
        throw new UnavailableError(`The API answered ${response.status}: ${answer.message ?? ''}`);
      }
      if (!response.ok || answer.url === undefined) {
        throw new RefusedError(
          `The API answered ${response.status} ${answer.message ?? ''}: ${reasons(response.status, options)}`,
        );
      }
      printer(options.json).result(answer, answer.url);
    });
}

function reasons(status: number, { camera, email }: { camera: string; email: string }): string {
  if (status === 403) return `${email} may not watch ${camera}, or there is no such camera.`;
  return `the request for ${camera} was not accepted.`;
}
