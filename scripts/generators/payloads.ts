// What the names of schemas in the table of operations stand for: the types of all, and for each function the contracts of the bodies that it is sent.
import { operations, type Operation } from '../../api/operations.ts';
import type { GeneratedFiles } from './generated-files.ts';
import { readContracts, type Contracts } from './read-contracts.ts';

const folder = 'api/payloads';
const table: readonly Operation[] = Object.values(operations);

export async function generatePayloads(root: string): Promise<GeneratedFiles> {
  const contracts = await readContracts(root);
  const payloads = [...contracts].filter(([, contract]) => contract.folder === folder);
  const functions = [...new Set(table.map(({ handledBy }) => handledBy))].sort();
  const bodies = new Map(functions.map((name) => [name, bodiesOf(name, contracts)]));
  const names = [
    ...[...new Set([...bodies.values()].flatMap((entries) => Object.values(entries)))].sort(),
    ...payloads.map(([, { title }]) => `type ${title}`),
  ];
  const text = [
    '// Generated from api/operations.ts and the schemas by "npm run generate". Don\'t edit.',
    `import { ${names.join(', ')} } from '../payloads/index.ts';`,
    '',
    '/** By the names of their schemas. */',
    'export interface Payloads {',
    ...payloads.map(([name, { title }]) => `  readonly '${name}': ${title};`),
    '}',
    'export type PayloadName = keyof Payloads;',
    // One export each: a bundle holds the contracts that its function uses, and no others.
    ...[...bodies].flatMap(([name, entries]) => [
      '',
      `/** Of the bodies that ${name} is sent. */`,
      `export const ${camelCase(name)}Bodies = {`,
      ...Object.entries(entries).map(([body, validator]) => `  '${body}': ${validator},`),
      '};',
    ]),
    '',
  ].join('\n');
  return new Map([['api/generated/payloads.ts', text]]);
}

/** Names of validators by names of schemas. */
function bodiesOf(functionName: string, contracts: Contracts): Readonly<Record<string, string>> {
  const names = table.flatMap(({ handledBy, body }) =>
    handledBy === functionName && body !== undefined ? [body] : [],
  );
  return Object.fromEntries(names.sort().map((name) => [name, `validate${contracts.get(name)!.title}`]));
}

const camelCase = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
