// The way of every request through a function behind the authorizer: who calls, is it well formed, then the operation, then the answer.
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { operationOfRoute, operations, type Operation, type OperationId } from '../../../api/operations.ts';
import type { FunctionName } from '../../../api/request-types.ts';
import { errorFields, type Log } from '../log.ts';
import { MissingViewerContextError, readCaller } from './caller.ts';
import type { BodiesOf, Call, HandlersOf } from './operation-handler.ts';
import { Problem } from './problem.ts';
import { refuseWhileReplaced } from './refuse-while-replaced.ts';
import { readInput, type RequestParts, type ValidateBody } from './read-input.ts';

/** An HTTP API's event, payload 2.0; the parts that count. */
export interface OperationEvent extends RequestParts {
  readonly routeKey: string;
  readonly requestContext: {
    readonly requestId: string;
    readonly authorizer?: { readonly lambda?: Readonly<Record<string, unknown>> | null };
  };
}

interface Answer {
  readonly status: number;
  /** Absent: no body. */
  readonly body?: object;
}

type Handlers = Readonly<Partial<Record<OperationId, (request: never) => Promise<Answer>>>>;
type Bodies = Readonly<Record<string, ValidateBody>>;

/**
 * The handler of a function's events. It never rejects: a Problem is its own answer, everything else a 500 with a line in the log.
 * @param bodies from api/generated/payloads.ts
 */
export function answerOperations<Name extends FunctionName>(
  name: Name,
  handlers: HandlersOf<Name> & Handlers,
  bodies: BodiesOf<Name> & Bodies,
  log: Log,
): (event: OperationEvent) => Promise<APIGatewayProxyStructuredResultV2> {
  return async (event) => {
    const { routeKey } = event;
    const { requestId } = event.requestContext;
    try {
      const id = operationOfRoute(routeKey);
      if (id === undefined || operations[id].handledBy !== name) {
        throw new TypeError(`${name} has no handler for ${routeKey}.`);
      }
      const answer = await handlers[id]!(readRequest(operations[id], event, bodies) as never);
      return answerOf(answer.status, 'application/json', answer.body);
    } catch (error) {
      if (!(error instanceof Problem)) log.error('operation failed', { requestId, routeKey, ...errorFields(error) });
      const problem = error instanceof Problem ? error : new Problem(500, 'internal-error');
      return answerOf(problem.status, 'application/problem+json', problem.body(requestId), problem.options.headers);
    }
  };
}

/**
 * All that the operation's RequestOf promises: whatever isn't there is refused here.
 * @throws Problem 400, 401, and 503 for a change while another camera takes this one's place; MissingViewerContextError
 */
function readRequest(operation: Operation, event: OperationEvent, bodies: Bodies): Call {
  const { who, body } = operation;
  const { requestId, authorizer } = event.requestContext;
  const caller = who === 'anybody' ? undefined : readCaller(authorizer?.lambda);
  const input = readInput(operation, event, body === undefined ? undefined : bodies[body]);
  if (typeof who !== 'string' && !caller?.camera) throw new MissingViewerContextError('camera');
  if (operation.method !== 'GET' && caller?.camera) refuseWhileReplaced(caller.camera);
  return { ...input, ...caller, requestId, apiUrl: apiUrlOf(event) };
}

/** The gateway sets both headers; whoever sends others reads them in their own answer only. */
const apiUrlOf = ({ headers }: RequestParts): string =>
  `${headers['x-forwarded-proto'] === 'http' ? 'http' : 'https'}://${headers['host'] ?? 'localhost'}`;

// Answers hold secrets and what is true only now: nothing on the way may keep them.
function answerOf(
  statusCode: number,
  contentType: string,
  body: object | undefined,
  headers: Readonly<Record<string, string>> = {},
): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode,
    headers: { ...(body && { 'content-type': contentType }), 'cache-control': 'no-store', ...headers },
    ...(body && { body: JSON.stringify(body) }),
  };
}
