// The events that functions get, payload format 2.0: one shape for authorizers, one for integrations. Absent, never null, when empty.
import type { APIGatewayProxyEventV2, APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import type { Api, Route, Stage } from './api-parts.ts';
import type { ApiRequest } from './api-request.ts';

/** One request on its way through the API. */
export interface Exchange {
  readonly region: string;
  readonly accountId: string;
  readonly api: Api;
  readonly stage: Stage;
  readonly route: Route;
  readonly request: ApiRequest;
  readonly pathParameters: Readonly<Record<string, string>>;
}

export type AuthorizerEvent = Omit<APIGatewayRequestAuthorizerEventV2, 'identitySource'> & {
  identitySource?: string[];
};
/** `lambda` is null when the authorizer gave no context. */
export type IntegrationEvent = APIGatewayProxyEventV2 & {
  requestContext: { authorizer?: { lambda: Record<string, unknown> | null } };
};

/** What an authorizer's IAM policy names: `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<METHOD>/<path>`. */
export function routeArn({ region, accountId, api, stage, request }: Exchange): string {
  return `arn:aws:execute-api:${region}:${accountId}:${api.id}/${stage.name}/${request.method}${request.path}`;
}

export function authorizerEvent(exchange: Exchange, identitySource: string[]): AuthorizerEvent {
  const { routeKey, rawPath, rawQueryString, ...common } = commonEvent(exchange);
  return {
    version: '2.0',
    type: 'REQUEST',
    routeArn: routeArn(exchange),
    ...(identitySource.length > 0 && { identitySource }),
    routeKey,
    rawPath,
    rawQueryString,
    ...common,
  } as AuthorizerEvent;
}

/** `authorizer` is undefined on a route without one. */
export function integrationEvent(
  exchange: Exchange,
  authorizer: { lambda: Record<string, unknown> | null } | undefined,
): IntegrationEvent {
  const { body, headers } = exchange.request;
  const { requestContext, ...common } = commonEvent(exchange);
  const isBase64Encoded = body.length > 0 && !isText(headers['content-type']);
  return {
    version: '2.0',
    ...common,
    requestContext: { ...requestContext, ...(authorizer && { authorizer }) },
    ...(body.length > 0 && { body: body.toString(isBase64Encoded ? 'base64' : 'utf8') }),
    isBase64Encoded,
  };
}

function commonEvent({ accountId, api, stage, route, request, pathParameters }: Exchange) {
  const { routeKey } = route.pattern;
  const domainName = (request.headers['host'] ?? '').replace(/:\d+$/, '');
  return {
    routeKey,
    rawPath: request.path,
    rawQueryString: request.rawQueryString,
    ...(request.cookies.length > 0 && { cookies: [...request.cookies] }),
    headers: { ...request.headers },
    ...unlessEmpty('queryStringParameters', request.query),
    ...unlessEmpty('pathParameters', pathParameters),
    ...unlessEmpty('stageVariables', stage.variables),
    requestContext: {
      accountId,
      apiId: api.id,
      domainName,
      domainPrefix: domainName.split('.')[0]!,
      http: {
        method: request.method,
        path: request.path,
        protocol: request.protocol,
        sourceIp: request.sourceIp,
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: request.requestId,
      routeKey,
      stage: stage.name,
      time: commonLogTime(request.receivedAt),
      timeEpoch: request.receivedAt,
    },
  };
}

/** `17/Jun/2024:15:52:39 +0000` */
export function commonLogTime(milliseconds: number): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+) GMT$/.exec(
    new Date(milliseconds).toUTCString(),
  )!;
  return `${day}/${month}/${year}:${time} +0000`;
}

function unlessEmpty(name: string, values: Readonly<Record<string, string>>): object {
  return Object.keys(values).length > 0 ? { [name]: { ...values } } : {};
}

// A form is not text to an HTTP API. [APIGW: binary media types of HTTP APIs]
function isText(contentType: string | undefined): boolean {
  return (
    contentType === undefined || /^(text\/|application\/(json|javascript|xml)\b|[^;]+\+(json|xml)\b)/i.test(contentType)
  );
}
