// How often a user may change anything, and how often a camera may be changed, whatever the change is.
import { operations, type OperationId } from '../../api/operations.ts';
import type { AuthorizedCamera } from '../shared/camera-access/authorized-camera.ts';
import type { HandlersOf } from '../shared/http/operation-handler.ts';
import { tooManyRequests } from '../shared/http/problem.ts';
import { takeToken, type Limit, type TokenBucketDependencies } from '../shared/token-bucket.ts';

const ofUser: Limit = { kind: 'changes-by-user', capacity: 100, refillSeconds: 2 };
const ofCamera: Limit = { kind: 'changes-of-camera', capacity: 60, refillSeconds: 2 };

type Handlers = HandlersOf<'manage-cameras'>;

/** What a request for a change has, whichever it is. */
interface Change {
  readonly userId: string;
  readonly camera?: AuthorizedCamera;
}

/** Operations that only look stay as they are. */
export function limitChanges(dependencies: TokenBucketDependencies, handlers: Handlers): Handlers {
  const limited = (Object.entries(handlers) as [OperationId, (change: Change) => unknown][]).map(([id, handle]) => [
    id,
    operations[id].method === 'GET' ? handle : limitChange(dependencies, handle),
  ]);
  return Object.fromEntries(limited) as Handlers;
}

function limitChange(dependencies: TokenBucketDependencies, handle: (change: Change) => unknown) {
  return async (change: Change) => {
    await take(ofUser, change.userId, 'You change a lot');
    if (change.camera) await take(ofCamera, change.camera.cameraName, 'This camera is changed a lot');
    return handle(change);
  };

  async function take(limit: Limit, subject: string, words: string): Promise<void> {
    const take = await takeToken(dependencies, limit, subject);
    if (!take.taken) throw tooManyRequests(take.retryAfterSeconds, `${words}: wait ${take.retryAfterSeconds} s.`);
  }
}
