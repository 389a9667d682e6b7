// Writes the OpenAPI document: openapi.yaml for people and tools, and a module for the function that serves it. `--check` only tells what is stale.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { Contracts, JsonObject } from './openapi/components.ts';
import { openApiDocument } from './openapi/openapi-document.ts';

const root = join(import.meta.dirname, '..');
const readJson = async (...path: string[]): Promise<JsonObject> =>
  JSON.parse(await readFile(join(root, ...path), 'utf8')) as JsonObject;

async function readContracts(): Promise<Contracts> {
  const names = (await readdir(join(root, 'events'))).flatMap((file) => /^(.+)\.schema\.json$/.exec(file)?.[1] ?? []);
  const contracts = names.map(async (name) => {
    const schema = await readJson('events', `${name}.schema.json`);
    return [name, { schema, sample: await readJson('events', `${name}.sample.json`) }] as const;
  });
  return new Map(await Promise.all(contracts));
}

const { version } = await readJson('package.json');
const document = openApiDocument(await readContracts(), String(version));
const source = 'Generated from api/operations.ts and events/ by "npm run generate". Don\'t edit.';
const files: Readonly<Record<string, string>> = {
  'openapi.yaml': `# ${source}\n${stringify(document, { lineWidth: 120, aliasDuplicateObjects: false, compat: 'yaml-1.1' })}`,
  'api/generated/openapi-document.ts': `// ${source}\nexport const openApiDocument: object = ${JSON.stringify(document)};\n`,
};

const stale: string[] = [];
for (const [file, text] of Object.entries(files)) {
  if (text !== (await readFile(join(root, file), 'utf8').catch(() => undefined))) stale.push(file);
}
if (process.argv.includes('--check')) {
  for (const file of stale) console.error(`${file} doesn't match the table of operations: run "npm run generate".`);
  process.exitCode = stale.length ? 1 : 0;
} else {
  for (const file of stale) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), files[file]!);
  }
  console.log(stale.length ? `Wrote ${stale.join(', ')}.` : 'The OpenAPI document is fresh.');
}
