// REST JSON: the operation in method and path, members bound to path, query, headers and body as the model says.
import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsError } from '../core/aws-error.ts';
import type { OperationModel, ServiceModel } from '../core/aws-model.ts';
import { parseQuery } from '../access/canonical-request.ts';
import { decodeJson, decodeTimestamp, encodeJson } from './json-shapes.ts';
import { parseJson, statusOf, type HttpRequest, type HttpResponse, type Protocol } from './protocol.ts';

interface Bindings {
  httpLabel?: number;
  httpQuery?: string;
  httpHeader?: string;
  httpPrefixHeaders?: string;
  httpPayload?: number;
  httpResponseCode?: number;
  httpQueryParams?: number;
}

export const restProtocol: Protocol = {
  operationName: (model, request) => findRoute(model, request)?.name,

  decode(_, operation, request) {
    const labels = matchPath(operation, request)!;
    const query = parseQuery(request.target);
    const input: Record<string, unknown> = {};
    const bodyMembers: [string, NormalizedSchema][] = [];
    for (const [member, schema] of operation.input.structIterator()) {
      const bindings = schema.getMergedTraits() as Bindings;
      let value: unknown;
      if (bindings.httpLabel) value = scalar(schema, labels[member], member);
      else if (bindings.httpQuery !== undefined) value = queryValue(schema, query, bindings.httpQuery, member);
      else if (bindings.httpHeader !== undefined) {
        value = scalar(schema, request.headers[bindings.httpHeader.toLowerCase()], member);
      } else if (bindings.httpPayload) {
        value = schema.isBlobSchema()
          ? new Uint8Array(request.body)
          : decodeJson(schema, parseJson(request.body), member);
      } else if (bindings.httpPrefixHeaders === undefined && bindings.httpQueryParams === undefined) {
        bodyMembers.push([member, schema]);
        continue;
      }
      if (value !== undefined) input[member] = value;
    }
    if (bodyMembers.length > 0) {
      const body = decodeJson(operation.input, parseJson(request.body)) as Record<string, unknown>;
      for (const [member] of bodyMembers) if (body[member] !== undefined) input[member] = body[member];
    }
    return input;
  },

  encode(_, operation, output, requestId) {
    const headers: Record<string, string> = { 'content-type': 'application/json', 'x-amzn-requestid': requestId };
    const given = (output ?? {}) as Record<string, unknown>;
    const body: Record<string, unknown> = {};
    let status = operation.http!.status;
    for (const [member, schema] of operation.output.structIterator()) {
      const value = given[member];
      const bindings = schema.getMergedTraits() as Bindings;
      if (value === undefined) continue;
      if (bindings.httpHeader !== undefined)
        headers[bindings.httpHeader.toLowerCase()] = `${value as string | number | boolean}`;
      else if (bindings.httpResponseCode) status = Number(value);
      else if (bindings.httpPayload) {
        if (schema.isBlobSchema()) return { status, headers, body: value as HttpResponse['body'] };
        return { status, headers, body: JSON.stringify(encodeJson(schema, value)) };
      } else body[member] = value;
    }
    return { status, headers, body: JSON.stringify(encodeJson(operation.output, body) ?? {}) };
  },

  encodeError(model, error, requestId) {
    const messageMember = model.errors.get(error.name)?.messageMember ?? 'message';
    return {
      status: statusOf(model, error),
      headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId, 'x-amzn-errortype': error.name },
      body: JSON.stringify({ ...error.details, [messageMember]: error.message }),
    };
  },
};

interface Route {
  readonly method: string;
  readonly segments: readonly string[];
  readonly constants: readonly [string, string][];
  readonly operation: OperationModel;
}

const routesByModel = new WeakMap<ServiceModel, Route[]>();

/** Routes with fewer labels stand first, so that `/things/x/principals` is not taken for a thing's own path. */
function routesOf(model: ServiceModel): Route[] {
  let routes = routesByModel.get(model);
  if (!routes) {
    routes = [...model.operations.values()].map((operation) => toRoute(operation));
    const labels = ({ segments }: Route): number => segments.filter((segment) => segment.startsWith('{')).length;
    routes.sort((a, b) => labels(a) - labels(b) || b.constants.length - a.constants.length);
    routesByModel.set(model, routes);
  }
  return routes;
}

function toRoute(operation: OperationModel): Route {
  const { method, path } = operation.http!;
  return { method, segments: pathSegments(path), constants: parseQuery(path), operation };
}

function findRoute(model: ServiceModel, request: HttpRequest): OperationModel | undefined {
  const query = parseQuery(request.target);
  const segments = pathSegments(request.target);
  return routesOf(model).find(
    (route) =>
      route.method === request.method &&
      labelsOf(route.segments, segments) !== undefined &&
      route.constants.every(([name, value]) => query.some(([n, v]) => n === name && v === value)),
  )?.operation;
}

function matchPath(operation: OperationModel, request: HttpRequest): Record<string, string> | undefined {
  return labelsOf(pathSegments(operation.http!.path), pathSegments(request.target));
}

function labelsOf(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  const labels: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const greedy = part.endsWith('+}');
    const given = greedy ? segments.slice(index).join('/') : segments[index];
    if (given === undefined || given === '') return undefined;
    if (part.startsWith('{')) labels[part.slice(1, greedy ? -2 : -1)] = decodeURIComponent(given);
    else if (part !== given) return undefined;
    if (greedy) return labels;
  }
  return pattern.length === segments.length ? labels : undefined;
}

function pathSegments(target: string): string[] {
  return target
    .split('?', 1)[0]!
    .replace(/^\/|\/$/g, '')
    .split('/');
}

function queryValue(schema: NormalizedSchema, query: [string, string][], name: string, member: string): unknown {
  const values = query.filter(([given]) => given === name).map(([, value]) => value);
  if (values.length === 0) return undefined;
  if (schema.isListSchema()) return values.map((value) => scalar(schema.getValueSchema(), value, member));
  return scalar(schema, values[0], member);
}

function scalar(schema: NormalizedSchema, text: string | undefined, member: string): unknown {
  if (text === undefined) return undefined;
  if (schema.isNumericSchema()) {
    const value = Number(text);
    if (text === '' || Number.isNaN(value)) {
      throw new AwsError('SerializationException', `${member} must be a number.`, { statusCode: 400 });
    }
    return value;
  }
  if (schema.isBooleanSchema()) return text === 'true';
  if (schema.isTimestampSchema()) return decodeTimestamp(/^\d+(\.\d+)?$/.test(text) ? Number(text) : text, member);
  return text;
}
