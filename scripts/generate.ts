// Writes all that follows from the schemas, from the table of the API and from the local cloud's services. `--check` only tells what is stale.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { GeneratedFiles } from './generators/generated-files.ts';
import { generateClient } from './generators/client.ts';
import { generateContracts } from './generators/contracts.ts';
import { generateLocalcloudOperations } from './generators/localcloud-operations.ts';
import { generateOpenApi } from './generators/openapi.ts';
import { generatePayloads } from './generators/payloads.ts';

const root = join(import.meta.dirname, '..');
const generators = [generateContracts, generatePayloads, generateOpenApi, generateClient, generateLocalcloudOperations];

const files: GeneratedFiles = new Map(
  (await Promise.all(generators.map((generate) => generate(root)))).flatMap((made) => [...made]),
);
const stale: string[] = [];
for (const [path, text] of files) {
  if (text !== (await readFile(join(root, path), 'utf8').catch(() => undefined))) stale.push(path);
}

if (process.argv.includes('--check')) {
  for (const path of stale) console.error(`${path} doesn't match what it is generated from: run "npm run generate".`);
  process.exitCode = stale.length ? 1 : 0;
} else {
  for (const path of stale) await bringUpToDate(join(root, path), files.get(path));
  console.log(stale.length ? `Wrote ${stale.join(', ')}.` : 'All generated files are fresh.');
}

async function bringUpToDate(path: string, text: string | undefined): Promise<void> {
  if (text === undefined) return rm(path);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
