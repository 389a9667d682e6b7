// What the client knows of the API: its types, and the table of requests, both from the OpenAPI document.
import { compile } from 'json-schema-to-typescript';
import type { GeneratedFiles } from './generated-files.ts';
import { readOpenApiDocument } from './openapi.ts';

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

export async function generateClient(root: string): Promise<GeneratedFiles> {
  const document = (await readOpenApiDocument(root)) as unknown as Document;
  const operations = operationsOf(document);
  const text = [
    '// Generated from the OpenAPI document by "npm run generate". Don\'t edit.',
    await schemaTypes(document),
    'export interface Operations {',
    ...operations.map(operationType),
    '}',
    'export interface RequestLine { readonly method: string; readonly path: string; readonly query: readonly string[]; readonly open: boolean }',
    'export const requestLines: { readonly [Id in keyof Operations]: RequestLine } = {',
    ...operations.map(requestLine),
    '};',
    '',
  ];
  return new Map([['client/src/generated/api.ts', text.join('\n')]]);
}

const nameOf = ($ref: string): string => $ref.split('/').at(-1)!;

async function schemaTypes({ components }: Document): Promise<string> {
  const { GatewayMessage: _ours, ...schemas } = components.schemas;
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

function bodyType({ content }: Media): string {
  const schema = content?.['application/json']?.schema;
  if (!schema) return 'undefined';
  return (schema.anyOf ?? [schema]).map(({ $ref }) => nameOf($ref!)).join(' | ');
}

/** An operation and its parameters, those that it refers to among them. */
interface DescribedOperation {
  readonly path: string;
  readonly method: string;
  readonly operation: OperationObject;
  readonly parameters: readonly Parameter[];
}

function operationsOf({ paths, components }: Document): DescribedOperation[] {
  const parametersOf = ({ parameters = [] }: OperationObject): Parameter[] =>
    parameters.map((parameter) => (parameter.$ref ? components.parameters[nameOf(parameter.$ref)]! : parameter));
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { deprecated }]) => !deprecated)
      .map(([method, operation]) => ({
        path,
        method: method.toUpperCase(),
        operation,
        parameters: parametersOf(operation),
      })),
  );
}

function operationType({ operation, parameters }: DescribedOperation): string {
  const { operationId, summary, requestBody, responses } = operation;
  const [, success] = Object.entries(responses).find(([status]) => Number(status) < 300)!;
  const fields = parameters.map(
    ({ name, required, description, schema }) =>
      `/** ${description} */ ${name}${required ? '' : '?'}: ${schema.enum?.map((value) => `'${value}'`).join(' | ') ?? 'string'};`,
  );
  if (requestBody) fields.push(`body: ${bodyType(requestBody)};`);
  return `  /** ${summary} */\n  ${operationId}: { input: { ${fields.join(' ')} }; result: ${bodyType(success)} };`;
}

function requestLine({ path, method, operation, parameters }: DescribedOperation): string {
  const query = parameters.filter(({ in: place }) => place === 'query');
  const request = { method, path, query: query.map(({ name }) => name), open: operation.security?.length === 0 };
  return `  ${operation.operationId}: ${JSON.stringify(request)},`;
}
