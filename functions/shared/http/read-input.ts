// A request's parameters and body, checked against the table of operations before anything else happens.
import { pathParameters, type Operation, type TextSchema } from '../../../api/operations.ts';
import { InvalidEventError, type FieldBreach } from '../../../events/index.ts';
import { patternWords } from '../../../events/pattern-words.ts';
import { invalidRequest } from './problem.ts';

/** Far more than 100 camera names take. */
export const maxBodyBytes = 32 * 1024;

export interface RequestParts {
  readonly pathParameters?: Readonly<Record<string, string | undefined>>;
  readonly rawQueryString: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

export interface Input {
  readonly path: Values;
  readonly query: Values;
  /** As its schema says; undefined for operations without one. */
  readonly body: unknown;
}

type Values = Readonly<Record<string, string | undefined>>;

/** Throws InvalidEventError. */
export type ValidateBody = (body: unknown) => unknown;

/**
 * @param validateBody of operations with a body
 * @throws Problem 400 that names every field and the rule that it breaks
 */
export function readInput(operation: Operation, request: RequestParts, validateBody: ValidateBody | undefined): Input {
  const path = checkAll('path', pathParameters, Object.entries(request.pathParameters ?? {}));
  const query = checkAll('query', operation.query ?? {}, [...new URLSearchParams(request.rawQueryString)]);
  const inPath = Object.keys(pathParameters).filter((name) => operation.path.includes(`{${name}}`));
  const breaches = [
    ...path.breaches,
    ...missingOf('path', inPath, path.values),
    ...query.breaches,
    ...missingOf('query', operation.requiredQuery ?? [], query.values),
    ...headerBreaches(operation, request),
  ];
  const body = readBody(request, validateBody, breaches);
  if (breaches.length > 0) throw invalidRequest(breaches);
  return { path: path.values, query: query.values, body };
}

const missingOf = (place: string, names: readonly string[], values: Values): FieldBreach[] =>
  names.filter((name) => values[name] === undefined).map((name) => ({ field: `${place}.${name}`, rule: 'is missing' }));

/** One value per name: which of two would count is nobody's guess. */
function checkAll(
  place: string,
  schemas: Readonly<Record<string, TextSchema>>,
  entries: readonly (readonly [string, string | undefined])[],
): { values: Record<string, string | undefined>; breaches: FieldBreach[] } {
  const values: Record<string, string | undefined> = {};
  const breaches: FieldBreach[] = [];
  for (const [name, value = ''] of entries) {
    // The name is the caller's own text: it is repeated only where it is one of ours.
    if (!Object.hasOwn(schemas, name)) {
      const known = Object.keys(schemas);
      breaches.push({
        field: place,
        rule: known.length > 0 ? `takes no other parameters than ${known.join(', ')}` : 'takes no parameters here',
      });
      continue;
    }
    const rule = Object.hasOwn(values, name) ? 'must be given once' : breachOf(schemas[name]!, value);
    if (rule !== undefined) breaches.push({ field: `${place}.${name}`, rule });
    values[name] = value;
  }
  return { values, breaches };
}

// Other headers are for others: browsers, proxies.
function headerBreaches({ headers: schemas = {} }: Operation, { headers }: RequestParts): FieldBreach[] {
  return Object.entries(schemas).flatMap(([name, schema]) => {
    const rule = breachOf(schema, headers[name.toLowerCase()] ?? '');
    return rule === undefined ? [] : [{ field: `header.${name}`, rule }];
  });
}

function breachOf({ pattern, enum: allowed }: TextSchema, value: string): string | undefined {
  if (allowed && !allowed.includes(value)) return `must be one of ${allowed.join(', ')}`;
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(value)) return patternWords[pattern];
  return undefined;
}

function readBody(
  { body = '', isBase64Encoded, headers }: RequestParts,
  validateBody: ValidateBody | undefined,
  breaches: FieldBreach[],
): unknown {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > maxBodyBytes) {
    breaches.push({ field: 'body', rule: `may have at most ${maxBodyBytes} bytes` });
    return undefined;
  }
  if (!validateBody) {
    if (bytes.length > 0) breaches.push({ field: 'body', rule: 'must be empty here' });
    return undefined;
  }
  if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) {
    breaches.push({ field: 'header.content-type', rule: 'must be application/json' });
    return undefined;
  }
  try {
    return validateBody(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (error) {
    breaches.push(...bodyBreaches(error));
    return undefined;
  }
}

function bodyBreaches(error: unknown): FieldBreach[] {
  if (!(error instanceof InvalidEventError)) return [{ field: 'body', rule: 'must be JSON in UTF-8' }];
  return error.breaches.map(({ field, rule }) => ({ field: field === '' ? 'body' : `body.${field}`, rule }));
}
