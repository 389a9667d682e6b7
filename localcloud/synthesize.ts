// Runs the CDK app the way the CDK's command line does, without it: the app's command from cdk.json, its context and output directory by environment.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TemplateError } from './template/template-error.ts';

/** Writes the cloud assembly to `outDir`. Throws TemplateError with the app's own words when it fails. */
export async function synthesize(projectDir: string, outDir: string, context: Record<string, string>): Promise<void> {
  const settings = JSON.parse(await readFile(join(projectDir, 'cdk.json'), 'utf8')) as {
    app: string;
    context?: Record<string, unknown>;
  };
  const app = spawn(settings.app, {
    shell: true,
    cwd: projectDir,
    env: {
      ...process.env,
      CDK_OUTDIR: outDir,
      // cdk-nag and the constructs still check the app; the CDK's own second reading of the templates costs seconds.
      CDK_VALIDATION: 'false',
      CDK_CONTEXT_JSON: JSON.stringify({ ...settings.context, ...context }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [app.stdout, app.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    app.once('error', reject);
    app.once('close', resolve);
  });
  if (exitCode !== 0) {
    throw new TemplateError(`The CDK app could not be synthesized (npx cdk synth shows the same):\n${output.trim()}`);
  }
}
