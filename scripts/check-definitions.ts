// Checks every statemachines/*.asl.json: valid JSON, valid ASL, and within our own rules.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkDefinition } from './definitions/check-definition.ts';

const directory = join(import.meta.dirname, '..', 'statemachines');

for (const file of (await readdir(directory)).filter((name) => name.endsWith('.asl.json'))) {
  for (const fault of checkDefinition(await readFile(join(directory, file), 'utf8'))) {
    console.error(`statemachines/${file}: ${fault}`);
    process.exitCode = 1;
  }
}
