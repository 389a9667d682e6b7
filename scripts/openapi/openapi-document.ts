// The OpenAPI document of the viewer API, made of the table of operations and the schemas and samples of its payloads.
import { operations, pathParameters, type Operation, type TextSchema } from '../../api/operations.ts';
import { documentedAnswers, type DocumentedAnswer } from './answers.ts';
import type { Contracts, JsonObject } from '../generators/read-contracts.ts';
import { components, exampleOf, referenceTo } from './components.ts';

const tags: Readonly<Record<Operation['handledBy'], { name: string; description: string }>> = {
  'manage-cameras': { name: 'Cameras', description: 'Which cameras there are, and whose.' },
  'presign-viewer-url': { name: 'Viewing', description: 'Presigned signaling URLs.' },
};

const description = [
  'Cameras, to those who may see them.',
  'Every answer has its request id in the header `apigw-requestid`. ' +
    'What Lensgate words is `application/problem+json` (RFC 9457); what the gateway before it words is `{"message":"…"}`.',
].join('\n\n');

export function openApiDocument(contracts: Contracts, version: string): JsonObject {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [operationId, operation] of Object.entries(operations)) {
    const method = operation.method.toLowerCase();
    paths[operation.path] = { ...paths[operation.path], [method]: operationObject(operationId, operation, contracts) };
  }
  return {
    openapi: '3.1.1',
    info: { title: 'Lensgate', version, description, license: { name: 'MIT No Attribution', identifier: 'MIT-0' } },
    servers: [
      {
        url: '{apiUrl}',
        description: 'ApiUrl of the service stack; locally apiUrl in endpoints.json.',
        variables: { apiUrl: { default: 'http://127.0.0.1:4567', description: 'Where the API is.' } },
      },
    ],
    security: [{ token: [] }, { sharedSecret: [], email: [] }],
    tags: Object.values(tags),
    paths,
    components: {
      securitySchemes,
      parameters: Object.fromEntries(
        Object.entries(pathParameters)
          .filter(([name]) => Object.keys(paths).some((path) => path.includes(`{${name}}`)))
          .map(([name, schema]) => [name, parameter('path', name, schema, true)]),
      ),
      headers: {
        'apigw-requestid': { description: 'Quote it when you report a problem.', schema: { type: 'string' } },
        'retry-after': {
          description: 'In how many whole seconds to ask again.',
          schema: { type: 'string', pattern: '^[0-9]+$' },
        },
      },
      responses: sharedResponses(contracts),
      schemas: components(contracts),
    },
  };
}

const securitySchemes = {
  token: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'Where the settings say `tokens`: an OIDC token of the issuer that the stage trusts.',
  },
  sharedSecret: {
    type: 'apiKey',
    in: 'header',
    name: 'authorization',
    description: "Where the settings say `shared-secret`: the secret, which belongs into the app's backend only.",
  },
  email: {
    type: 'apiKey',
    in: 'header',
    name: 'email',
    description: 'The user that the holder of the shared secret vouches for.',
  },
};

function operationObject(operationId: string, operation: Operation, contracts: Contracts): JsonObject {
  const { summary, description, who, path, query = {}, requiredQuery = [], headers = {}, body } = operation;
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ $ref: `#/components/parameters/${name}` })),
    ...Object.entries(query).map(([name, schema]) => parameter('query', name, schema, requiredQuery.includes(name))),
    ...Object.entries(headers).map(([name, schema]) => parameter('header', name, schema, true)),
  ];
  return {
    operationId,
    tags: [tags[operation.handledBy].name],
    summary,
    ...(description !== undefined && { description }),
    ...(operation.deprecated && { deprecated: true }),
    ...(who === 'anybody' && { security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && {
      requestBody: { required: true, content: { 'application/json': mediaType(contracts, [body]) } },
    }),
    responses: Object.fromEntries(
      [...documentedAnswers(operation)].map(([status, answer]) => [
        status,
        answer.name === undefined
          ? response(status, answer, contracts)
          : { $ref: `#/components/responses/${answer.name}` },
      ]),
    ),
  };
}

function sharedResponses(contracts: Contracts): JsonObject {
  const answers = Object.values<Operation>(operations).flatMap((operation) => [...documentedAnswers(operation)]);
  return Object.fromEntries(
    answers.flatMap(([status, answer]) =>
      answer.name === undefined ? [] : [[answer.name, response(status, answer, contracts)]],
    ),
  );
}

const parameter = (place: string, name: string, schema: TextSchema, required: boolean): JsonObject => {
  const { description, ...rest } = schema;
  return { name, in: place, required, description, schema: rest };
};

function response(status: number, answer: DocumentedAnswer, contracts: Contracts): JsonObject {
  const { description, schemas, gatewayMessage } = answer;
  const ours = schemas.includes('problem') ? 'application/problem+json' : 'application/json';
  const content = {
    ...(schemas.length > 0 && { [ours]: mediaType(contracts, schemas, status) }),
    ...(gatewayMessage !== undefined && {
      'application/json': {
        schema: { $ref: '#/components/schemas/GatewayMessage' },
        example: { message: gatewayMessage },
      },
    }),
  };
  const askAgain = (status === 429 || status === 503) && schemas.includes('problem');
  return {
    description,
    headers: {
      'apigw-requestid': { $ref: '#/components/headers/apigw-requestid' },
      ...(askAgain && { 'retry-after': { $ref: '#/components/headers/retry-after' } }),
    },
    ...(Object.keys(content).length > 0 && { content }),
  };
}

function mediaType(contracts: Contracts, names: readonly string[], status?: number): JsonObject {
  const references = names.map((name) => referenceTo(contracts, name));
  const [only] = names;
  if (names.length === 1) return { schema: references[0], ...exampleOf(contracts, only!, status) };
  const examples = names.map((name) => [name, { value: contracts.get(name)!.sample }] as const);
  return { schema: { anyOf: references }, examples: Object.fromEntries(examples) };
}
