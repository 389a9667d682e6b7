// Who is it, which camera, and may they? A refusal is an answer; what cannot be known is thrown, and becomes a 500.
import type {
  APIGatewayRequestAuthorizerEventV2,
  APIGatewaySimpleAuthorizerResult,
  APIGatewaySimpleAuthorizerWithContextResult,
} from 'aws-lambda';
import { errorFields, type Log } from '../log.ts';
import type { ViewerContext } from '../viewer-context.ts';
import type { Authenticate } from './authenticate.ts';
import { decide } from './decide.ts';
import type { CameraAndShare } from './read-camera-and-share.ts';
import { requestedCamera } from './requested-camera.ts';
import { viewerChannel } from './viewer-channel.ts';

export type AuthorizeViewerResult =
  APIGatewaySimpleAuthorizerResult | APIGatewaySimpleAuthorizerWithContextResult<ViewerContext>;

export interface AuthorizeViewerDependencies {
  readonly authenticate: Authenticate;
  readonly read: (cameraName: string, userId: string) => Promise<CameraAndShare>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
}

/** What the audit line says. Never a token, a secret or a URL; a name only after it was checked. */
interface Verdict {
  readonly reason: string;
  readonly userId?: string;
  readonly cameraName?: string;
  readonly context?: ViewerContext;
}

/**
 * Simple response of an HTTP API authorizer, payload 2.0. "Not yours" and "doesn't exist" are the same answer.
 * Rejects on an outage, after one line in the log.
 */
export async function authorizeViewer(
  event: APIGatewayRequestAuthorizerEventV2,
  dependencies: AuthorizeViewerDependencies,
): Promise<AuthorizeViewerResult> {
  const request = { requestId: event.requestContext.requestId, routeKey: event.routeKey };
  try {
    const { context, ...audit } = await judge(event, dependencies);
    dependencies.log.info('viewer authorization', { decision: context ? 'allow' : 'deny', ...audit, ...request });
    return context ? { isAuthorized: true, context } : { isAuthorized: false };
  } catch (error) {
    dependencies.log.error('viewer authorization', { decision: 'unavailable', ...errorFields(error), ...request });
    throw error;
  }
}

/** In this order: nothing is read from the table for a caller who has proven nothing, or for a name that cannot be one. */
async function judge(
  event: APIGatewayRequestAuthorizerEventV2,
  { authenticate, read, now }: AuthorizeViewerDependencies,
): Promise<Verdict> {
  const authentication = await authenticate(event);
  if ('refused' in authentication) return { reason: authentication.refused };
  const { userId } = authentication;

  const requested = requestedCamera(event);
  if ('refused' in requested) return { reason: requested.refused, userId };
  const { cameraName, claimedChannelName } = requested;

  const { camera, share } = await read(cameraName, userId);
  const { allowed, reason } = decide(camera, share, userId, now() / 1000);
  if (!allowed || !camera) return { reason, userId, cameraName };

  const { channelName, ...channel } = viewerChannel(camera);
  if (claimedChannelName !== undefined && claimedChannelName !== channelName) {
    return { reason: 'channel-of-another-camera', userId, cameraName };
  }
  return { reason, userId, cameraName, context: { cameraName, userId, ...channel } };
}
