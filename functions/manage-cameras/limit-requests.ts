// How often a user may ask for anything, change anything, and change one camera, whatever the operation is.
import { operations, type OperationId } from '../../api/operations.ts';
import type { AuthorizedCamera } from '../shared/camera-access/authorized-camera.ts';
import type { HandlersOf } from '../shared/http/operation-handler.ts';
import { tooManyRequests } from '../shared/http/problem.ts';
import { RequestBuckets, type RequestLimit } from '../shared/request-buckets.ts';
import { takeToken, type Limit, type TokenBucketDependencies } from '../shared/token-bucket.ts';

/** To change something is counted in the table, exactly. */
const ofUser: Limit = { kind: 'changes-by-user', capacity: 100, refillSeconds: 2 };
/** By one user: nobody takes another one's turns. */
const ofCamera: Limit = { kind: 'changes-of-camera', capacity: 60, refillSeconds: 2 };
/** To look is counted in memory: it is no harm but a loop in an app. */
export const looksOfUser: RequestLimit = { burst: 300, perSecond: 10 };

type Handlers = HandlersOf<'manage-cameras'>;
type Handle = (request: Request) => unknown;

/** What a request has, whichever it is; without a user it is for anybody, and the gateway's to limit. */
interface Request {
  readonly userId?: string;
  readonly camera?: AuthorizedCamera;
}

export function limitRequests(dependencies: TokenBucketDependencies, handlers: Handlers): Handlers {
  const looks = new RequestBuckets(looksOfUser, dependencies.now);
  const limited = (Object.entries(handlers) as [OperationId, Handle][]).map(([id, handle]) => [
    id,
    operations[id].method === 'GET' ? limitLook(handle) : limitChange(handle),
  ]);
  return Object.fromEntries(limited) as Handlers;

  function limitLook(handle: Handle): Handle {
    return async (request) => {
      if (request.userId !== undefined) looks.takeOrRefuse(request.userId, 'You ask too often');
      return handle(request);
    };
  }

  function limitChange(handle: Handle): Handle {
    return async (request) => {
      const { userId = '', camera } = request;
      await take(ofUser, userId, 'You change a lot');
      if (camera) await take(ofCamera, `${camera.cameraName}#${userId}`, 'You change this camera a lot');
      return handle(request);
    };
  }

  async function take(limit: Limit, subject: string, words: string): Promise<void> {
    const take = await takeToken(dependencies, limit, subject);
    if (!take.taken) throw tooManyRequests(take.retryAfterSeconds, `${words}: wait ${take.retryAfterSeconds} s.`);
  }
}
