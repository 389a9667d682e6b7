// Builds client/dist: an ES module, a CommonJS module, and the types of both.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';

const client = join(import.meta.dirname, '..', 'client');
const dist = process.argv[2] ?? join(client, 'dist');
const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));

rmSync(dist, { recursive: true, force: true });
const common: BuildOptions = {
  entryPoints: [join(client, 'src', 'index.ts')],
  bundle: true,
  platform: 'neutral',
  target: 'es2022',
  charset: 'utf8',
};
await build({ ...common, format: 'esm', outfile: join(dist, 'index.js') });
await build({ ...common, format: 'cjs', outfile: join(dist, 'index.cjs') });
execFileSync(process.execPath, [tsc, '-p', client, '--outDir', dist], { stdio: 'inherit' });

// The sources name each other as .ts; for either kind of module the types name each other as what they describe.
for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.d.ts'))) {
  const path = join(dist, file);
  const text = readFileSync(path, 'utf8');
  const naming = (extension: string): string => text.replace(/(from '\.[^']*)\.ts'/g, `$1.${extension}'`);
  writeFileSync(path, naming('js'));
  writeFileSync(path.replace(/\.d\.ts$/, '.d.cts'), naming('cjs'));
}
