// Writes what the client knows of the API: its types, and the table of requests, both from the OpenAPI document. `--check` only tells what is stale.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { compile } from 'json-schema-to-typescript';
import { openApiDocument } from '../api/generated/openapi-document.ts';

interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly description: string;
  readonly schema: { readonly enum?: readonly string[] };
}
interface Media {
  readonly content?: Readonly<
    Record<string, { readonly schema: { $ref?: string; anyOf?: readonly { $ref: string }[] } }>
  >;
}
interface OperationObject {
  readonly operationId: string;
  readonly summary: string;
  readonly deprecated?: boolean;
  readonly security?: readonly unknown[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Media;
  readonly responses: Readonly<Record<string, Media>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: { readonly parameters: Record<string, Parameter>; readonly schemas: Record<string, object> };
}

const document: Document = openApiDocument as never;
const target = join(import.meta.dirname, '..', 'client', 'src', 'generated', 'api.ts');
const nameOf = ($ref: string): string => $ref.split('/').at(-1)!;

async function schemaTypes(): Promise<string> {
  const { GatewayMessage: _ours, ...schemas } = document.components.schemas;
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

const parametersOf = ({ parameters = [] }: OperationObject): Parameter[] =>
  parameters.map((parameter) => (parameter.$ref ? document.components.parameters[nameOf(parameter.$ref)]! : parameter));

function bodyType({ content }: Media): string {
  const schema = content?.['application/json']?.schema;
  if (!schema) return 'undefined';
  return (schema.anyOf ?? [schema]).map(({ $ref }) => nameOf($ref!)).join(' | ');
}

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods)
    .filter(([, { deprecated }]) => !deprecated)
    .map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

function operationType({ operation }: (typeof operations)[number]): string {
  const { operationId, summary, requestBody, responses } = operation;
  const [, success] = Object.entries(responses).find(([status]) => Number(status) < 300)!;
  const fields = parametersOf(operation).map(
    ({ name, required, description, schema }) =>
      `/** ${description} */ ${name}${required ? '' : '?'}: ${schema.enum?.map((value) => `'${value}'`).join(' | ') ?? 'string'};`,
  );
  if (requestBody) fields.push(`body: ${bodyType(requestBody)};`);
  return `  /** ${summary} */\n  ${operationId}: { input: { ${fields.join(' ')} }; result: ${bodyType(success)} };`;
}

function requestLine({ path, method, operation }: (typeof operations)[number]): string {
  const query = parametersOf(operation).filter(({ in: place }) => place === 'query');
  const request = { method, path, query: query.map(({ name }) => name), open: operation.security?.length === 0 };
  return `  ${operation.operationId}: ${JSON.stringify(request)},`;
}

const text = [
  '// Generated from the OpenAPI document by "npm run generate". Don\'t edit.',
  await schemaTypes(),
  'export interface Operations {',
  ...operations.map(operationType),
  '}',
  'export interface RequestLine { readonly method: string; readonly path: string; readonly query: readonly string[]; readonly open: boolean }',
  'export const requestLines: { readonly [Id in keyof Operations]: RequestLine } = {',
  ...operations.map(requestLine),
  '};',
  '',
].join('\n');

const fresh = text === (await readFile(target, 'utf8').catch(() => undefined));
if (process.argv.includes('--check')) {
  if (!fresh) console.error('client/src/generated/api.ts doesn\'t match the OpenAPI document: run "npm run generate".');
  process.exitCode = fresh ? 0 : 1;
} else {
  await mkdir(dirname(target), { recursive: true });
  if (!fresh) await writeFile(target, text);
  console.log(fresh ? "The client's types are fresh." : 'Wrote client/src/generated/api.ts.');
}
