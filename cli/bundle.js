// The command line as one file. TypeScript and the AWS SDK in a thousand files take two seconds to load, one file takes half a second.
import {
  accessSync,
  constants,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const projectDir = fileURLToPath(new URL('..', import.meta.url));
// One folder below the project, as the sources are: their paths relative to themselves stay right.
const bundleDir = join(projectDir, '.cli');
const bundle = join(bundleDir, 'main.js');
const inputsFile = join(bundleDir, 'inputs.json');

/**
 * Bundles `main.ts`, unless the bundle is newer than every file that it was made from.
 *
 * @returns {Promise<string | undefined>} Its URL. Undefined where nobody may write into the project's folder.
 */
export async function bundleWhenStale() {
  if (isFresh()) return pathToFileURL(bundle).href;
  if (!mayWrite()) return undefined;
  const started = new Date();
  const { build } = await import('esbuild');
  // Under a name of its own, and then in its place: whoever starts at the same time never finds half of it.
  const made = `${bundle}.${process.pid}.js`;
  const { metafile } = await build({
    absWorkingDir: projectDir,
    entryPoints: ['cli/main.ts'],
    outfile: made,
    bundle: true,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // A binary, and loaded by cameras only.
    external: ['@roamhq/wrtc'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'error',
  });
  const sources = Object.keys(metafile.inputs).filter((path) => !path.includes('node_modules/'));
  writeFileSync(`${made}on`, JSON.stringify(['package-lock.json', 'cli/bundle.js', ...sources]));
  // As old as its beginning: what was edited meanwhile is newer.
  utimesSync(made, started, started);
  renameSync(`${made}on`, inputsFile);
  renameSync(made, bundle);
  return pathToFileURL(bundle).href;
}

function isFresh() {
  try {
    const made = statSync(bundle).mtimeMs;
    return JSON.parse(readFileSync(inputsFile, 'utf8')).every(
      (path) => statSync(join(projectDir, path)).mtimeMs < made,
    );
  } catch {
    // Not made yet, or made from a file that is gone.
    return false;
  }
}

function mayWrite() {
  try {
    mkdirSync(bundleDir, { recursive: true });
    accessSync(bundleDir, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
