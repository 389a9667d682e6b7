// Which route a request takes: a full match, before a greedy {proxy+}, before $default. [APIGW: http-api-develop-routes]

type Segment = { readonly literal: string } | { readonly name: string; readonly greedy: boolean };

export interface RoutePattern {
  readonly routeKey: string;
  /** Absent on `$default`. */
  readonly method?: string;
  readonly path?: string;
  readonly segments?: readonly Segment[];
}

export interface RouteMatch<R> {
  readonly route: R;
  /** Decoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

const methods = ['ANY', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

/** `GET /cameras/{cameraName}`, `ANY /{proxy+}` or `$default`. Throws an Error that says what a route key looks like. */
export function parseRouteKey(routeKey: string): RoutePattern {
  if (routeKey === '$default') return { routeKey };
  const [, method, path] = /^([A-Z]+) (\/.*)$/.exec(routeKey) ?? [];
  if (method === undefined || path === undefined || !methods.includes(method)) {
    throw new Error(
      `The route key "${routeKey}" is neither $default nor a method (${methods.join(', ')}) with a path that starts with /.`,
    );
  }
  const segments = path.slice(1).split('/').map(parseSegment);
  if (segments.slice(0, -1).some((segment) => 'greedy' in segment && segment.greedy))
    throw new Error(`The route key "${routeKey}" has a greedy variable before its end.`);
  return { routeKey, method, path, segments };
}

/** `segments` are the request path's parts, decoded, without the leading slash. Undefined: no route, 404. */
export function matchRoute<R extends { readonly pattern: RoutePattern }>(
  routes: Iterable<R>,
  method: string,
  segments: readonly string[],
): RouteMatch<R> | undefined {
  let best: (RouteMatch<R> & { rank: string }) | undefined;
  for (const route of routes) {
    const pathParameters = matchPattern(route.pattern, method, segments);
    if (!pathParameters) continue;
    const rank = rankOf(route.pattern);
    if (!best || rank < best.rank) best = { route, pathParameters, rank };
  }
  return best;
}

function matchPattern(
  pattern: RoutePattern,
  method: string,
  segments: readonly string[],
): Record<string, string> | undefined {
  if (!pattern.segments) return {};
  if (pattern.method !== 'ANY' && pattern.method !== method) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, expected] of pattern.segments.entries()) {
    const given = segments[index];
    if (given === undefined) return undefined;
    if ('literal' in expected) {
      if (given !== expected.literal) return undefined;
    } else if (expected.greedy) {
      const rest = segments.slice(index).join('/');
      return rest === '' ? undefined : { ...parameters, [expected.name]: rest };
    } else {
      if (given === '') return undefined;
      parameters[expected.name] = given;
    }
  }
  return segments.length === pattern.segments.length ? parameters : undefined;
}

// Sorts first what is more specific: no greedy variable, literals early in the path, a method of its own.
function rankOf({ segments, method }: RoutePattern): string {
  if (!segments) return '~';
  const specificity = segments.map((segment) => ('literal' in segment ? 'a' : segment.greedy ? 'c' : 'b')).join('');
  return `${specificity.includes('c') ? 1 : 0}${specificity} ${method === 'ANY' ? 1 : 0}`;
}

function parseSegment(text: string): Segment {
  const [, name, plus] = /^\{([^{}+]+)(\+)?\}$/.exec(text) ?? [];
  return name === undefined ? { literal: text } : { name, greedy: plus === '+' };
}
