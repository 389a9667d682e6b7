// How often a user may change anything, and how often a camera may be changed, whatever the change is.
import { operations, type OperationId } from '../../api/operations.ts';
import type { OperationHandler, OperationHandlers } from '../shared/http/answer-operation.ts';
import { tooManyRequests } from '../shared/http/problem.ts';
import { takeToken, type Limit, type TokenBucketDependencies } from '../shared/token-bucket.ts';

const ofUser: Limit = { kind: 'changes-by-user', capacity: 100, refillSeconds: 2 };
const ofCamera: Limit = { kind: 'changes-of-camera', capacity: 60, refillSeconds: 2 };

/** Operations that only look stay as they are. */
export function limitChanges(dependencies: TokenBucketDependencies, handlers: OperationHandlers): OperationHandlers {
  const limited = (Object.keys(handlers) as OperationId[]).map((id) => {
    const handler = handlers[id]!;
    return [id, operations[id].method === 'GET' ? handler : limitChange(dependencies, id, handler)];
  });
  return Object.fromEntries(limited) as OperationHandlers;
}

function limitChange(
  dependencies: TokenBucketDependencies,
  id: OperationId,
  { handle, ...handler }: OperationHandler,
): OperationHandler {
  const namesCamera = operations[id].path.includes('{cameraName}');
  return {
    ...handler,
    async handle(request) {
      await take(ofUser, request.userId, 'You change a lot');
      if (namesCamera) await take(ofCamera, request.camera.cameraName, 'This camera is changed a lot');
      return handle(request);
    },
  };

  async function take(limit: Limit, subject: string, words: string): Promise<void> {
    const take = await takeToken(dependencies, limit, subject);
    if (!take.taken) throw tooManyRequests(take.retryAfterSeconds, `${words}: wait ${take.retryAfterSeconds} s.`);
  }
}
