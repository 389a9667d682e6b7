// The way of one request through the API: preflight, route, throttle, authorizer, integration, CORS headers, access log.
import type { IncomingMessage } from 'node:http';
import type { CloudContext } from '../../core/cloud-context.ts';
import type { AccessLog, AccessRecord } from './access-log.ts';
import type { Api, Stage } from './api-parts.ts';
import { newRequestId, readRequest, type ApiRequest } from './api-request.ts';
import { refusalResponse, type ApiResponse } from './api-response.ts';
import type { RequestAuthorizer } from './authorize-request.ts';
import { isPreflight, preflightResponse, withCorsHeaders } from './cors.ts';
import { integrate } from './integrate.ts';
import type { Exchange } from './lambda-events.ts';
import { matchRoute } from './match-route.ts';
import { internalServerError, notFound, Refusal, tooManyRequests } from './refusal.ts';
import type { RouteThrottle } from './throttle.ts';

export interface Gateway {
  readonly cloud: CloudContext;
  /** Undefined until the template is deployed. */
  readonly api: () => Api | undefined;
  readonly authorizer: RequestAuthorizer;
  readonly throttle: RouteThrottle;
  readonly accessLog: AccessLog;
}

type Trace = Pick<AccessRecord, 'routeKey' | 'errorMessage' | 'authorizer' | 'integration'>;

/** Never rejects: whatever goes wrong is an answer, with `apigw-requestid` on it. */
export async function answerRequest(gateway: Gateway, message: IncomingMessage): Promise<ApiResponse> {
  const { cloud } = gateway;
  const requestId = newRequestId();
  const startedAt = cloud.clock.now();
  const trace: Trace = {};
  let response: ApiResponse;
  let request: ApiRequest | undefined;
  let place: { api: Api; stage: Stage; segments: readonly string[] } | undefined;
  try {
    request = await readRequest(message, requestId, startedAt);
    place = findStage(gateway.api(), request);
    if (!place) throw notFound('no API is deployed at this path');
    const { cors } = place.api;
    response =
      cors && isPreflight(request)
        ? preflightResponse(cors, request.headers['origin']!)
        : withCorsHeaders(await answerInStage(gateway, place, request, trace), cors, request.headers['origin']);
  } catch (error) {
    const refusal = error instanceof Refusal ? error : internalServerError(String((error as Error).stack));
    if (refusal.status >= 500) cloud.log('http-api', `${requestId}: ${refusal.message}`);
    trace.errorMessage = refusal.publicMessage;
    response = withCorsHeaders(refusalResponse(refusal), place?.api.cors, request?.headers['origin']);
  }
  response = { ...response, headers: [...response.headers, ['apigw-requestid', requestId]] };
  if (request && place) {
    gateway.accessLog.write({
      accountId: cloud.accountId,
      apiId: place.api.id,
      stage: place.stage,
      request,
      status: response.status,
      responseBytes: Buffer.byteLength(response.body),
      responseLatencyMs: cloud.clock.now() - startedAt,
      ...trace,
    });
  }
  return response;
}

async function answerInStage(
  { cloud, authorizer, throttle }: Gateway,
  { api, stage, segments }: { api: Api; stage: Stage; segments: readonly string[] },
  request: ApiRequest,
  trace: Trace,
): Promise<ApiResponse> {
  const match = matchRoute(api.routes.values(), request.method, segments);
  if (!match) throw notFound('no route');
  const { route, pathParameters } = match;
  const { routeKey } = route.pattern;
  trace.routeKey = routeKey;
  if (!throttle.admits(stage, routeKey)) throw tooManyRequests(`${routeKey} is over its rate`);

  const { region, accountId } = cloud;
  const exchange: Exchange = { region, accountId, api, stage, route, request, pathParameters };
  const authorized =
    route.authorizer &&
    (await timed(
      cloud,
      () => authorizer.authorize(exchange, route.authorizer!),
      (latencyMs, outcome) => {
        trace.authorizer =
          outcome instanceof Refusal
            ? { latencyMs, status: outcome.status, error: outcome.publicMessage }
            : { latencyMs, status: 200, context: outcome.lambda };
      },
    ));
  return timed(
    cloud,
    () => integrate(cloud, exchange, authorized),
    (latencyMs, outcome) => {
      const error = outcome instanceof Refusal ? { error: outcome.publicMessage } : {};
      trace.integration = { latencyMs, status: outcome.status, ...error };
    },
  );
}

/** A named stage's requests carry its name as the first part of their path; `$default` has the rest. */
function findStage(
  api: Api | undefined,
  { segments }: ApiRequest,
): { api: Api; stage: Stage; segments: readonly string[] } | undefined {
  if (!api) return undefined;
  const named = segments[0] === '$default' ? undefined : api.stages.get(segments[0]!);
  if (named) return { api, stage: named, segments: segments.length === 1 ? [''] : segments.slice(1) };
  const stage = api.stages.get('$default');
  return stage && { api, stage, segments };
}

async function timed<T>(
  { clock }: CloudContext,
  action: () => Promise<T>,
  report: (latencyMs: number, outcome: T | Refusal) => void,
): Promise<T> {
  const startedAt = clock.now();
  try {
    const outcome = await action();
    report(clock.now() - startedAt, outcome);
    return outcome;
  } catch (error) {
    if (error instanceof Refusal) report(clock.now() - startedAt, error);
    throw error;
  }
}
