// The state machine definitions of this folder: written as YAML, read as what Step Functions gets.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Definition } from './definition.ts';

export const definitionNames = [
  'provision-camera',
  'reconcile-fleet',
  'renew-certificate',
  'retire-camera',
  'rotate-channel',
] as const;
export type DefinitionName = (typeof definitionNames)[number];

/** The text of `<name>.asl.yaml`, as it stands in git. */
export function definitionText(name: DefinitionName): string {
  return readFileSync(join(import.meta.dirname, `${name}.asl.yaml`), 'utf8');
}

const read = new Map<DefinitionName, string>();

/** One of its own for every caller. YAML takes a hundred times as long to read as JSON, so that it is read once. */
export function readDefinition(name: DefinitionName): Definition {
  const json = read.get(name) ?? JSON.stringify(parseDefinition(definitionText(name)));
  read.set(name, json);
  return JSON.parse(json) as Definition;
}

/** Throws YAML's own error, with line and column, when the text is no YAML. JSON is YAML, too. */
export function parseDefinition(text: string): Definition {
  // `<<` is not part of YAML 1.2, but AWS's toolkits read it. By way of JSON, what an alias stands for is shared no more.
  return JSON.parse(JSON.stringify(parse(text, { merge: true }), onOneLine)) as Definition;
}

/** An expression may stand on several lines here, but not in a history or in an error message of Step Functions. */
function onOneLine(_: string, value: unknown): unknown {
  return typeof value === 'string' && value.startsWith('{%') ? value.replaceAll(/\s*\n\s*/g, ' ') : value;
}
