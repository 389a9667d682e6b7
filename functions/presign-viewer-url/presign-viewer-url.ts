// Answers an authorized viewer with a URL. Everything that gets signed comes from the authorizer's context, nothing from the caller.
import type { APIGatewayProxyEventV2WithLambdaAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { ViewerUrlResponse } from '../../events/index.ts';
import { errorFields, type Log } from '../log.ts';
import type { ViewerContext } from '../viewer-context.ts';
import type { PresignViewerUrlSettings } from './environment.ts';
import { presignSignalingUrl, type SigningCredentials } from './presign-signaling-url.ts';
import { urlLifetimeSeconds } from './url-lifetime.ts';

/** `lambda` is null when the authorizer gave no context. */
export type PresignViewerUrlEvent = APIGatewayProxyEventV2WithLambdaAuthorizer<Partial<ViewerContext> | null>;

export interface PresignViewerUrlDependencies extends PresignViewerUrlSettings {
  readonly credentials: () => Promise<SigningCredentials>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newClientId: () => string;
  readonly log: Log;
}

/** The route was wired without the authorizer, or the two functions are of different releases. */
export class MissingViewerContextError extends Error {
  override readonly name = 'MissingViewerContextError';

  constructor(missing: readonly string[]) {
    super(
      `The authorizer's context lacks ${missing.join(', ')}. ` +
        'Both routes need the viewer authorizer, and both functions must be of one release: deploy the service stack again.',
    );
  }
}

/** 200 with the URL, or 500 `{ message, requestId }`. Makes no call to AWS. */
export async function presignViewerUrl(
  event: PresignViewerUrlEvent,
  dependencies: PresignViewerUrlDependencies,
): Promise<APIGatewayProxyStructuredResultV2> {
  const { requestId } = event.requestContext;
  try {
    const answer = await makeViewerUrl(readContext(event), dependencies);
    return json(200, event.routeKey === 'GET /' ? { signedURL: answer.url } : answer);
  } catch (error) {
    dependencies.log.error('viewer url failed', { requestId, ...errorFields(error) });
    return json(500, { message: 'Internal Server Error', requestId });
  }
}

async function makeViewerUrl(
  { cameraName, channelArn, viewerEndpoint, region }: ViewerContext,
  dependencies: PresignViewerUrlDependencies,
): Promise<ViewerUrlResponse> {
  const now = dependencies.now();
  const clientId = dependencies.newClientId();
  const credentials = await dependencies.credentials();
  const expiresInSeconds = urlLifetimeSeconds(dependencies.viewerUrlTtlSeconds, credentials, now);
  const url = await presignSignalingUrl({
    endpoint: viewerEndpoint,
    channelArn,
    clientId,
    region,
    credentials,
    now,
    expiresInSeconds,
  });
  const signedAt = Math.floor(now / 1000) * 1000;
  const expiresAt = new Date(signedAt + expiresInSeconds * 1000).toISOString();
  return {
    url,
    clientId,
    cameraName,
    channelArn,
    region,
    role: 'VIEWER',
    expiresAt,
    serverTime: new Date(now).toISOString(),
  };
}

function readContext(event: PresignViewerUrlEvent): ViewerContext {
  // [HTTP API: `authorizer` is absent on a route without one] though its type says otherwise.
  const authorizer = event.requestContext.authorizer as
    PresignViewerUrlEvent['requestContext']['authorizer'] | undefined;
  const { cameraName = '', channelArn = '', viewerEndpoint = '', userId = '', region = '' } = authorizer?.lambda ?? {};
  const context: ViewerContext = { cameraName, channelArn, viewerEndpoint, userId, region };
  const missing = Object.entries(context).flatMap(([name, value]) => (value ? [] : [name]));
  if (missing.length > 0) throw new MissingViewerContextError(missing);
  return context;
}

// A URL is a secret for as long as it lives: nothing on the way may keep it.
function json(statusCode: number, body: object): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}
