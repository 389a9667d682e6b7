// What the client knows of the API: its types, and the table of requests, without what is deprecated.
import { compile } from 'json-schema-to-typescript';
import { operations, pathParameters, type Operation, type TextSchema } from '../../api/operations.ts';
import { components, contractOf } from '../openapi/components.ts';
import type { GeneratedFiles } from './generated-files.ts';
import { readContracts, type Contracts } from './read-contracts.ts';

export async function generateClient(root: string): Promise<GeneratedFiles> {
  const contracts = await readContracts(root);
  const current = Object.entries<Operation>(operations).filter(([, { deprecated }]) => !deprecated);
  const text = [
    '// Generated from api/operations.ts and the schemas by "npm run generate". Don\'t edit.',
    await schemaTypes(contracts),
    'export interface Operations {',
    ...current.map(([id, operation]) => operationType(id, operation, contracts)),
    '}',
    'export interface RequestLine { readonly method: string; readonly path: string; readonly query: readonly string[]; readonly open: boolean }',
    'export const requestLines: { readonly [Id in keyof Operations]: RequestLine } = {',
    ...current.map(([id, operation]) => requestLine(id, operation)),
    '};',
    '',
  ];
  return new Map([['client/src/generated/api.ts', text.join('\n')]]);
}

async function schemaTypes(contracts: Contracts): Promise<string> {
  const { GatewayMessage: _ours, ...schemas } = components(contracts);
  const all = JSON.parse(JSON.stringify(schemas).replaceAll('#/components/schemas/', '#/$defs/')) as object;
  const properties = Object.fromEntries(Object.keys(all).map((name) => [name, { $ref: `#/$defs/${name}` }]));
  const text = await compile({ title: 'All', type: 'object', properties, $defs: all }, 'All', {
    additionalProperties: false,
    bannerComment: '',
    format: false,
    declareExternallyReferenced: true,
  });
  return text.replace(/export interface All \{[^}]*\}\n?/, '').trim();
}

function operationType(id: string, operation: Operation, contracts: Contracts): string {
  const { path, summary, query = {}, requiredQuery = [], body, answers } = operation;
  const typesOf = (names: string | readonly string[]): string =>
    [names]
      .flat()
      .map((name) => contractOf(contracts, name).title)
      .join(' | ');
  const fields = [
    ...Object.entries<TextSchema>(pathParameters)
      .filter(([name]) => path.includes(`{${name}}`))
      .map(([name, schema]) => field(name, schema)),
    ...Object.entries(query).map(([name, schema]) => field(requiredQuery.includes(name) ? name : `${name}?`, schema)),
    ...(body === undefined ? [] : [`body: ${typesOf(body)};`]),
  ];
  const [, success] = Object.entries(answers).find(([status]) => Number(status) < 300)!;
  const result = success.schema === undefined ? 'undefined' : typesOf(success.schema);
  return `  /** ${summary} */\n  ${id}: { input: { ${fields.join(' ')} }; result: ${result} };`;
}

const field = (name: string, { description, enum: values }: TextSchema): string =>
  `/** ${description} */ ${name}: ${values?.map((value) => `'${value}'`).join(' | ') ?? 'string'};`;

const requestLine = (id: string, { method, path, query = {}, who }: Operation): string =>
  `  ${id}: ${JSON.stringify({ method, path, query: Object.keys(query), open: who === 'anybody' })},`;
