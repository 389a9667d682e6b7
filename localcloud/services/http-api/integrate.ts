// The Lambda proxy integration, payload 2.0: the function's answer becomes the HTTP response. [APIGW: http-api-develop-integrations-lambda]
import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { CloudContext } from '../../core/cloud-context.ts';
import type { ApiResponse } from './api-response.ts';
import { invokeFunction, InvocationFailed } from './invoke-function.ts';
import { integrationEvent, type Exchange } from './lambda-events.ts';
import { internalServerError, serviceUnavailable } from './refusal.ts';

// Set by the server for what it really sends.
const headersOfTheConnection = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'upgrade']);

/** Throws Refusal: 500 for a function that failed or answered in no known form, 503 for one that took too long or is throttled. */
export async function integrate(
  cloud: CloudContext,
  exchange: Exchange,
  authorizer: { lambda: Record<string, unknown> | null } | undefined,
): Promise<ApiResponse> {
  const { integration } = exchange.route;
  try {
    return parseAnswer(
      await invokeFunction(
        cloud,
        integration.functionArn,
        integrationSourceArn(exchange),
        integrationEvent(exchange, authorizer),
        integration.timeoutMs,
      ),
    );
  } catch (error) {
    if (!(error instanceof InvocationFailed)) throw error;
    const reason = `integration of ${exchange.route.pattern.routeKey}: ${error.message}`;
    throw error.kind === 'failed' ? internalServerError(reason) : serviceUnavailable(reason);
  }
}

// The route's path with its variables unfilled: what a function's resource policy names.
function integrationSourceArn({ region, accountId, api, stage, route, request }: Exchange): string {
  const { path, routeKey } = route.pattern;
  const resource = path === undefined ? routeKey : `${request.method}${path}`;
  return `arn:aws:execute-api:${region}:${accountId}:${api.id}/${stage.name}/${resource}`;
}

/** The function's answer as a response. Without a `statusCode` the whole value is the body of a 200. */
export function parseAnswer(answer: unknown): ApiResponse {
  if (typeof answer !== 'object' || answer === null || !('statusCode' in answer)) {
    const body = typeof answer === 'string' ? answer : JSON.stringify(answer);
    return { status: 200, headers: [['content-type', 'application/json']], body };
  }
  const { statusCode, headers, body, cookies, isBase64Encoded } = answer as Record<string, unknown>;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599)
    throw internalServerError('the function’s statusCode is not an HTTP status');
  if (body !== undefined && body !== null && typeof body !== 'string')
    throw internalServerError('the function’s body is not a string');
  const list = headerList(headers);
  if (!list.some(([name]) => name === 'content-type')) list.push(['content-type', 'text/plain;charset=UTF-8']);
  for (const cookie of cookieList(cookies)) list.push(carried('set-cookie', cookie));
  const text = body ?? '';
  return { status, headers: list, body: isBase64Encoded === true ? Buffer.from(text, 'base64') : text };
}

function headerList(headers: unknown): [string, string][] {
  if (headers === undefined || headers === null) return [];
  if (typeof headers !== 'object' || Array.isArray(headers))
    throw internalServerError('the function’s headers are not an object');
  return Object.entries(headers)
    .filter(([name, value]) => value !== null && value !== undefined && !headersOfTheConnection.has(name.toLowerCase()))
    .map(([name, value]) => {
      if (!['string', 'number', 'boolean'].includes(typeof value))
        throw internalServerError(`the function’s header ${name} is not a string`);
      return carried(name, String(value as string | number | boolean));
    });
}

function carried(name: string, value: string): [string, string] {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return [name.toLowerCase(), value];
  } catch {
    throw internalServerError(`the function’s header ${JSON.stringify(name)} can’t be carried by HTTP`);
  }
}

function cookieList(cookies: unknown): string[] {
  if (cookies === undefined || cookies === null) return [];
  if (!Array.isArray(cookies) || !cookies.every((cookie) => typeof cookie === 'string'))
    throw internalServerError('the function’s cookies are not a list of strings');
  return cookies;
}
