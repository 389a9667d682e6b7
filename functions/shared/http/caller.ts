// Who calls, as the authorizer said it.
import type { AuthorizedCamera } from '../camera-access/authorized-camera.ts';
import type { Caller } from '../viewer-context.ts';
import { Problem } from './problem.ts';

/** The route was wired without the authorizer, or the functions are of different releases. */
export class MissingViewerContextError extends Error {
  override readonly name = 'MissingViewerContextError';

  constructor(missing: string) {
    super(
      `The authorizer's context lacks ${missing}. ` +
        'The route needs the viewer authorizer, and all functions must be of one release: deploy the service stack again.',
    );
  }
}

/**
 * @param context `requestContext.authorizer.lambda`: null or absent when the authorizer gave none
 * @throws Problem 401, MissingViewerContextError
 */
export function readCaller(context: Readonly<Record<string, unknown>> | null | undefined): Caller {
  if (typeof context?.['unauthenticated'] === 'string') throw unauthenticated();
  const { userId, isAdmin, camera } = context ?? {};
  if (typeof userId !== 'string' || userId === '') throw new MissingViewerContextError('userId');
  return {
    userId,
    isAdmin: isAdmin === 'true',
    ...(typeof camera === 'string' && { camera: JSON.parse(camera) as AuthorizedCamera }),
  };
}

/** One answer for every reason: a token that is nearly right learns nothing. [RFC 6750: WWW-Authenticate] */
function unauthenticated(): Problem {
  return new Problem(401, 'unauthenticated', {
    detail: 'Sign in, and send the token in the header authorization as "Bearer <token>".',
    headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
  });
}
