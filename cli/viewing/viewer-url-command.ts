// `lensgate viewer-url`: what an app's backend does, from the terminal.
import type { Command } from 'commander';
import { callerHeaders, type CallerOptions } from './caller-headers.ts';
import { RefusedError, UnavailableError } from '../failures.ts';
import { printer } from '../output.ts';
import { openTarget, type GlobalOptions } from '../target.ts';

// Longer than API Gateway lets an integration take.
const answerWithinMs = 35_000;

export function addViewerUrlCommand(program: Command): void {
  program
    .command('viewer-url')
    .description("ask the HTTP API for a camera's presigned viewer URL")
    .requiredOption('--camera <name>', 'the camera')
    .option('--email <address>', 'the user who wants to watch: on the local cloud, or where the shared secret is used')
    .option('--token <token>', 'the token of the user who wants to watch; - reads it from standard input')
    .addHelpText('after', '\nThe URL lets anybody watch until it expires (299 s at most): treat it as a password.')
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & CallerOptions & { camera: string }>();
      const target = await openTarget(options);
      const [apiUrl, headers] = await Promise.all([target.output('ApiUrl'), callerHeaders(target, options)]);
      const url = `${apiUrl.replace(/\/$/, '')}/cameras/${encodeURIComponent(options.camera)}/viewer-url`;
      const response = await fetch(url, {
        headers,
        signal: AbortSignal.timeout(answerWithinMs),
      });
      const { document, url: viewerUrl, message } = await readAnswer(response);
      const answered = `The API answered ${response.status}${message === undefined ? '' : ` ${message}`}`;
      if (response.status >= 500) throw new UnavailableError(`${answered}. Its functions' logs say why.`);
      if (response.status === 401) {
        throw new RefusedError(`${answered}: the token is not, or no longer, one that this stack takes.`);
      }
      if (response.status === 403) {
        throw new RefusedError(
          `${answered}: ${options.email ?? "the token's user"} may not watch ${options.camera}, or there is no such camera.`,
        );
      }
      if (!response.ok || viewerUrl === undefined) throw new RefusedError(`${answered} for ${options.camera}.`);
      printer(options.json).result(document, viewerUrl);
    });
}

// What stands between (a proxy, a wrong URL) answers in other formats than the API does.
async function readAnswer(response: Response): Promise<{ document?: unknown; url?: string; message?: string }> {
  const text = await response.text();
  try {
    const document = JSON.parse(text) as Record<string, string | undefined>;
    const { url, message, title, detail } = document;
    const words = message ?? detail ?? title;
    return { document, ...(url !== undefined && { url }), ...(words !== undefined && { message: words }) };
  } catch {
    return { message: response.statusText };
  }
}
