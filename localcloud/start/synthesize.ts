// Runs the CDK app the way the CDK's command line does, without it: the app's command from cdk.json, its context and output directory by environment.
import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TemplateError } from '../template/template-error.ts';
import { unlessMadeFrom } from './made-from.ts';

interface CdkSettings {
  /** The command that runs the app. */
  readonly app: string;
  readonly context?: Readonly<Record<string, unknown>>;
  /** Of `cdk watch`: the folders and files that the app is made from. */
  readonly watch?: { readonly include: readonly string[] };
}

export interface SynthesisOptions {
  /** Gets the whole output of the app when it fails. */
  readonly logFile?: string;
  /** Ends the app. */
  readonly signal?: AbortSignal;
}

/**
 * Writes the cloud assembly to `outDir`, unless it is there and would be the same. Throws TemplateError with the app's own words,
 * without its stack, when it fails.
 */
export async function synthesize(
  projectDir: string,
  outDir: string,
  context: Record<string, string>,
  options: SynthesisOptions = {},
): Promise<void> {
  const settings = JSON.parse(await readFile(join(projectDir, 'cdk.json'), 'utf8')) as CdkSettings;
  const from = { projectDir, sources: settings.watch?.include ?? [], context };
  await unlessMadeFrom(outDir, from, () =>
    runApp(projectDir, outDir, { ...settings.context, ...context }, settings.app, options),
  );
}

/** Ends with the app. */
async function runApp(
  projectDir: string,
  outDir: string,
  context: Record<string, unknown>,
  command: string,
  { logFile, signal }: SynthesisOptions,
): Promise<void> {
  const app = spawn(command, {
    shell: true,
    cwd: projectDir,
    env: {
      ...process.env,
      CDK_OUTDIR: outDir,
      // cdk-nag and the constructs still check the app; the CDK's own second reading of the templates costs seconds.
      CDK_VALIDATION: 'false',
      CDK_CONTEXT_JSON: JSON.stringify(context),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [app.stdout, app.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const end = (): void => void app.kill();
  signal?.addEventListener('abort', end, { once: true });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    app.once('error', reject);
    app.once('close', resolve);
  });
  signal?.removeEventListener('abort', end);
  signal?.throwIfAborted();
  if (exitCode === 0) return;
  if (logFile !== undefined) await writeFile(logFile, output, { mode: 0o600 });
  const more = logFile === undefined ? 'npx cdk synth shows all of it.' : `All that it said is in ${logFile}.`;
  throw new TemplateError(`The CDK app could not be synthesized: ${readableErrors(output)}\n${more}`);
}

// What a person wants to read of it: no progress, no line of source with its caret, no stack, no report of the runtime's version.
const excerpt = /^.*:\d+\n.*\n\s*\^+\s*$/gm;
const skippedLine = /^(Bundling asset .*|\s+(at |\.\.\.).*|Node\.js v.*|\s*)$/;
const mostLines = 20;

function readableErrors(output: string): string {
  const lines = output
    .replace(excerpt, '')
    .split('\n')
    .filter((line) => !skippedLine.test(line));
  return lines.slice(0, mostLines).join('\n') || 'it said nothing';
}
