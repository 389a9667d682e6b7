// `lensgate viewer-url`: what an app's backend does, from the terminal.
import type { Command } from 'commander';
import { normaliseUserId } from '../../functions/user-id.ts';
import { RefusedError, UnavailableError, UsageError } from '../failures.ts';
import { printer } from '../output.ts';
import { openTarget, type GlobalOptions } from '../target.ts';

// Longer than API Gateway lets an integration take.
const answerWithinMs = 35_000;

export function addViewerUrlCommand(program: Command): void {
  program
    .command('viewer-url')
    .description("ask the HTTP API for a camera's presigned viewer URL")
    .requiredOption('--camera <name>', 'the camera')
    .requiredOption('--email <address>', 'the user who wants to watch')
    .addHelpText('after', '\nThe URL lets anybody watch until it expires (299 s at most): treat it as a password.')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { camera: string; email: string }>();
      if (normaliseUserId(options.email) === undefined) {
        throw new UsageError(`--email is ${JSON.stringify(options.email)}; it takes one e-mail address.`);
      }
      const target = await openTarget(options);
      const [apiUrl, secret] = await Promise.all([target.output('ApiUrl'), target.sharedSecret()]);
      const url = `${apiUrl.replace(/\/$/, '')}/cameras/${encodeURIComponent(options.camera)}/viewer-url`;
      const response = await fetch(url, {
        headers: { authorization: secret, email: options.email.trim() },
        signal: AbortSignal.timeout(answerWithinMs),
      });
      const answer = await readAnswer(response);
      const said = `The API answered ${response.status}${answer.message === undefined ? '' : ` ${answer.message}`}`;
      if (response.status >= 500) throw new UnavailableError(`${said}. Its functions' logs say why.`);
      if (response.status === 403) {
        throw new RefusedError(
          `${said}: ${options.email} may not watch ${options.camera}, or there is no such camera.`,
        );
      }
      if (!response.ok || answer.url === undefined) throw new RefusedError(`${said} for ${options.camera}.`);
      printer(options.json).result(answer, answer.url);
    });
}

// What stands between (a proxy, a wrong URL) answers in other formats than the API does.
async function readAnswer(response: Response): Promise<{ url?: string; message?: string }> {
  const text = await response.text();
  try {
    const answer = JSON.parse(text) as { url?: string; message?: string; detail?: string; title?: string };
    const message = answer.message ?? answer.detail ?? answer.title;
    return { ...answer, ...(message !== undefined && { message }) };
  } catch {
    return { message: response.statusText };
  }
}
