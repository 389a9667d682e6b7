// What a cold start has to load: each function's bundle, its size and the time to import it in a fresh process.
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { median } from './side-by-side.ts';
import { benchAssembly } from './assembly.ts';

const barBytes = 500 * 1000;
const repetitions = 7;

export async function benchFunctions(): Promise<string> {
  const functions = (await benchAssembly()).functions;
  const rows = functions.map(({ name, directory, environment }) => {
    const bundle = join(directory, 'index.mjs');
    const bytes = statSync(bundle).size;
    if (bytes > barBytes) throw new Error(`${name} has ${bytes} bytes, the bar is ${barBytes}.`);
    const script = `const s = performance.now(); await import(${JSON.stringify(pathToFileURL(bundle).href)}); process.stdout.write(String(performance.now() - s));`;
    const times = Array.from({ length: repetitions }, () =>
      Number(
        execFileSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', script], {
          env: { ...environment, AWS_REGION: 'us-east-1' },
        }).toString(),
      ),
    );
    return `${name.padEnd(20)} ${(bytes / 1000).toFixed(0).padStart(4)} KB   ${median(times).toFixed(0).padStart(4)} ms to import`;
  });
  return [...rows, '', `Bar: every bundle under ${barBytes / 1000} KB.`].join('\n');
}
