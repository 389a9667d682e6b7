// `npm run bench`: every measurement in one run, side by side, because the machine's own speed changes from minute to minute.
import '../localcloud/quiet-sdk.ts';
import { parseArgs } from 'node:util';
import { benchCameras } from './cameras.ts';
import { benchConsole } from './console.ts';
import { benchCredentials } from './credentials.ts';
import { benchFunctions } from './functions.ts';
import { benchPresign } from './presign.ts';
import { benchPutMedia } from './put-media.ts';
import { benchReconcile } from './reconcile.ts';
import { benchStart } from './start.ts';
import { benchViewerApi } from './viewer-api.ts';

const sections: Readonly<Record<string, () => Promise<string>>> = {
  presign: benchPresign,
  functions: benchFunctions,
  start: benchStart,
  'viewer-api': benchViewerApi,
  cameras: benchCameras,
  credentials: benchCredentials,
  'put-media': benchPutMedia,
  console: benchConsole,
  reconcile: benchReconcile,
};

const help = `Measures Lensgate on this machine. All sections, or those that are named: ${Object.keys(sections).join(', ')}.

Usage: npm run bench -- [section …]`;

const { values, positionals } = parseArgs({ options: { help: { type: 'boolean' } }, allowPositionals: true });
const unknown = positionals.filter((name) => !(name in sections));
if (values.help) console.log(help);
else if (unknown.length > 0) {
  console.error(`There is no section ${unknown.join(', ')}; there are ${Object.keys(sections).join(', ')}.`);
  process.exitCode = 2;
} else {
  for (const [name, measure] of Object.entries(sections)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    console.log(`\n## ${name}\n`);
    console.log(await measure());
  }
}
