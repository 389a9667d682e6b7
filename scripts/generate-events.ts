// Turns every events/*.schema.json into a type and a validator: `npm run generate` writes them, `--check` only tells what is stale.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneModule from 'ajv/dist/standalone/index.js';
import { compile, type JSONSchema } from 'json-schema-to-typescript';

const eventsDirectory = join(import.meta.dirname, '..', 'events');
const generatedDirectory = join(eventsDirectory, 'generated');
const schemaSuffix = '.schema.json';

// CommonJS under an ESM type: the function sits in `default`.
const standaloneCode = standaloneModule.default;

/** One module per schema: the interface, and `validate` as ajv compiled it, which needs nothing at run time. */
async function generate(name: string, schemas: ReadonlyMap<string, string>): Promise<string> {
  const schemaText = schemas.get(name)!;
  const types = await compile(JSON.parse(schemaText) as JSONSchema, name, {
    additionalProperties: false,
    bannerComment: '',
    cwd: eventsDirectory,
    format: false,
  });
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, code: { source: true, esm: true } });
  // A schema refers to another by its file's name.
  for (const [other, text] of schemas) {
    if (other !== name) ajv.addSchema(JSON.parse(text) as object, `${other}${schemaSuffix}`);
  }
  const code = standaloneCode(ajv, ajv.compile(JSON.parse(schemaText) as object));
  if (code.includes('require(')) throw new Error(`${name}: this schema needs ajv at run time; use a simpler keyword.`);
  return [
    `// Generated from ../${name}${schemaSuffix} by "npm run generate". Don't edit.`,
    '// @ts-nocheck: ajv writes JavaScript.',
    types.trim(),
    code.replace(/^"use strict";/, '').replace(/export default [^;]+;/, ''),
    '',
  ].join('\n');
}

async function generateAll(): Promise<Map<string, string>> {
  const schemas = new Map<string, string>();
  for (const file of (await readdir(eventsDirectory)).filter((file) => file.endsWith(schemaSuffix)).sort()) {
    schemas.set(basename(file, schemaSuffix), await readFile(join(eventsDirectory, file), 'utf8'));
  }
  const files = new Map<string, string>();
  for (const name of schemas.keys()) files.set(`${name}.ts`, await generate(name, schemas));
  return files;
}

/** Files that differ from what the schemas say now, are missing, or have lost their schema. */
async function staleFiles(files: Map<string, string>): Promise<string[]> {
  const present = await readdir(generatedDirectory).catch(() => []);
  const contents = await Promise.all(
    [...files.keys()].map((file) => readFile(join(generatedDirectory, file), 'utf8').catch(() => undefined)),
  );
  const changed = [...files].filter(([, text], index) => text !== contents[index]).map(([file]) => file);
  return [...changed, ...present.filter((file) => !files.has(file))];
}

const files = await generateAll();
const stale = await staleFiles(files);
if (process.argv.includes('--check')) {
  for (const file of stale) console.error(`events/generated/${file} doesn't match its schema: run "npm run generate".`);
  process.exitCode = stale.length ? 1 : 0;
} else {
  await mkdir(generatedDirectory, { recursive: true });
  for (const file of stale) {
    const text = files.get(file);
    if (text === undefined) await rm(join(generatedDirectory, file));
    else await writeFile(join(generatedDirectory, file), text);
  }
  console.log(stale.length ? `Wrote ${stale.join(', ')}.` : 'All generated files are fresh.');
}
