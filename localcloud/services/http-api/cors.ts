// CORS as the API's own configuration says: it answers preflights itself, and its headers replace the function's. [APIGW: http-api-cors]
import type { Cors } from './api-parts.ts';
import type { ApiRequest } from './api-request.ts';
import type { ApiResponse } from './api-response.ts';

export function isPreflight({ method, headers }: ApiRequest): boolean {
  return (
    method === 'OPTIONS' && headers['origin'] !== undefined && headers['access-control-request-method'] !== undefined
  );
}

/** 204; without any CORS header when the origin isn't allowed, which a browser takes as a no. */
export function preflightResponse(cors: Cors, origin: string): ApiResponse {
  const headers: [string, string][] = [];
  const allowed = allowedOrigin(cors, origin);
  if (allowed !== undefined) {
    headers.push(['access-control-allow-origin', allowed]);
    if (cors.allowMethods.length > 0) headers.push(['access-control-allow-methods', cors.allowMethods.join(',')]);
    if (cors.allowHeaders.length > 0) headers.push(['access-control-allow-headers', cors.allowHeaders.join(',')]);
    if (cors.maxAgeSeconds !== undefined) headers.push(['access-control-max-age', String(cors.maxAgeSeconds)]);
    if (cors.allowCredentials) headers.push(['access-control-allow-credentials', 'true']);
  }
  return { status: 204, headers, body: '' };
}

/** Without a configuration the function's own headers stand. */
export function withCorsHeaders(
  response: ApiResponse,
  cors: Cors | undefined,
  origin: string | undefined,
): ApiResponse {
  if (!cors) return response;
  const headers = response.headers.filter(([name]) => !name.startsWith('access-control-'));
  const allowed = origin === undefined ? undefined : allowedOrigin(cors, origin);
  if (allowed !== undefined) {
    headers.push(['access-control-allow-origin', allowed]);
    if (cors.exposeHeaders.length > 0) headers.push(['access-control-expose-headers', cors.exposeHeaders.join(',')]);
    if (cors.allowCredentials) headers.push(['access-control-allow-credentials', 'true']);
  }
  return { ...response, headers };
}

/** `*`, `https://*`, `http://*`, or one exact origin. */
function allowedOrigin({ allowOrigins }: Cors, origin: string): string | undefined {
  if (allowOrigins.includes('*')) return '*';
  const matches = (allowed: string): boolean =>
    allowed.endsWith('://*') ? origin.startsWith(allowed.slice(0, -1)) : allowed.toLowerCase() === origin.toLowerCase();
  return allowOrigins.some(matches) ? origin : undefined;
}
