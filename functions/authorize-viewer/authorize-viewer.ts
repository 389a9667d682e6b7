// Who is it, which camera, and may they? A refusal is an answer; what cannot be known is thrown, and becomes a 500.
import type {
  APIGatewayRequestAuthorizerEventV2,
  APIGatewaySimpleAuthorizerResult,
  APIGatewaySimpleAuthorizerWithContextResult,
} from 'aws-lambda';
import { operationOfRoute, operations, type Operation, type OperationId } from '../../api/operations.ts';
import { authorizedCamera } from '../shared/camera-access/authorized-camera.ts';
import { cameraAndUser, type CameraItems } from '../shared/camera-access/camera-items.ts';
import type { Wanted } from '../shared/camera-access/read-camera-items.ts';
import { standingOf, type User } from '../shared/camera-access/standing.ts';
import { viewerChannel } from '../shared/camera-access/viewer-channel.ts';
import { errorFields, type Log } from '../shared/log.ts';
import type { ViewerContext } from '../shared/viewer-context.ts';
import type { Authenticate } from './authenticate.ts';
import { requestedCamera } from './requested-camera.ts';

export type AuthorizeViewerResult =
  APIGatewaySimpleAuthorizerResult | APIGatewaySimpleAuthorizerWithContextResult<ViewerContext>;

export interface AuthorizeViewerDependencies {
  readonly authenticate: Authenticate;
  readonly read: (cameraName: string, userId: string, wanted: Wanted) => Promise<CameraItems>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
}

/** What the audit line says, and the context of the answer. Never a token, a secret or a URL; a name only after it was checked. */
interface Verdict {
  readonly decision: 'allow' | 'deny' | 'unauthenticated' | 'malformed';
  readonly reason: string;
  readonly userId?: string;
  readonly cameraName?: string;
  /** Absent: refused by the gateway itself. */
  readonly context?: ViewerContext;
}

/**
 * Simple response of an HTTP API authorizer, payload 2.0. "Not yours", "not for you" and "doesn't exist" are the same answer.
 * Rejects on an outage, after one line in the log.
 */
export async function authorizeViewer(
  event: APIGatewayRequestAuthorizerEventV2,
  dependencies: AuthorizeViewerDependencies,
): Promise<AuthorizeViewerResult> {
  const request = { requestId: event.requestContext.requestId, routeKey: event.routeKey };
  try {
    const { context, ...audit } = await judge(event, dependencies);
    dependencies.log.info('viewer authorization', { ...audit, ...request });
    return context ? { isAuthorized: true, context } : { isAuthorized: false };
  } catch (error) {
    dependencies.log.error('viewer authorization', { decision: 'unavailable', ...errorFields(error), ...request });
    throw error;
  }
}

/** In this order: nothing is read from the table for a caller who has proven nothing, or for a name that cannot be one. */
async function judge(
  event: APIGatewayRequestAuthorizerEventV2,
  dependencies: AuthorizeViewerDependencies,
): Promise<Verdict> {
  const operation = operationOfRoute(event.routeKey);
  // Routes for anybody come here only if they were wired wrongly.
  if (operation === undefined || operations[operation].who === 'anybody') {
    return { decision: 'deny', reason: 'unknown-route' };
  }

  const authentication = await dependencies.authenticate(event);
  if ('refused' in authentication) {
    const { refused } = authentication;
    return { decision: 'unauthenticated', reason: refused, context: { unauthenticated: refused } };
  }
  const { userId, isAdmin } = authentication;
  const context = { userId, ...(isAdmin && { isAdmin: 'true' as const }) };
  if (operations[operation].who === 'user') return { decision: 'allow', reason: 'user', userId, context };
  const { context: camera, ...verdict } = await judgeCamera(event, operation, { userId, isAdmin }, dependencies);
  return { ...verdict, userId, ...(camera && { context: { ...context, ...camera } }) };
}

async function judgeCamera(
  event: APIGatewayRequestAuthorizerEventV2,
  operation: OperationId,
  user: User,
  { read, now }: AuthorizeViewerDependencies,
): Promise<Omit<Verdict, 'context'> & { context?: { camera?: string } }> {
  const requested = requestedCamera(event, operation);
  // No camera can have this name, which is nothing to conceal: the function says what is wrong with it.
  if ('malformed' in requested) return { decision: 'malformed', reason: requested.malformed, context: {} };
  const { cameraName, claimedChannelName } = requested;

  const { who }: Operation = operations[operation];
  const known = cameraAndUser(await read(cameraName, user.userId, { transfer: who.includes('RECIPIENT') }));
  const { roles, reason } = standingOf(known, user, now() / 1000);
  const role = roles.find((held) => who !== 'user' && who.includes(held));
  if (role === undefined) {
    return { decision: 'deny', reason: roles.length > 0 ? 'role-not-admitted' : reason, cameraName };
  }
  if (claimedChannelName !== undefined && claimedChannelName !== viewerChannel(known.camera!).channelName) {
    return { decision: 'deny', reason: 'channel-of-another-camera', cameraName };
  }
  const camera = JSON.stringify(authorizedCamera(known, role));
  return { decision: 'allow', reason: role, cameraName, context: { camera } };
}
