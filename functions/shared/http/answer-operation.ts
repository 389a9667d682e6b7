// The way of every request through a function behind the authorizer: who calls, is it well formed, then the operation, then the answer.
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { operationOfRoute, operations, type OperationId } from '../../../api/operations.ts';
import type { AuthorizedCamera } from '../camera-access/authorized-camera.ts';
import { errorFields, type Log } from '../log.ts';
import { MissingViewerContextError, readCaller } from './caller.ts';
import { Problem } from './problem.ts';
import { readInput, type Input, type RequestParts } from './read-input.ts';

/** An HTTP API's event, payload 2.0; the parts that count. */
export interface OperationEvent extends RequestParts {
  readonly routeKey: string;
  readonly requestContext: {
    readonly requestId: string;
    readonly authorizer?: { readonly lambda?: Readonly<Record<string, unknown>> | null };
  };
}

export interface OperationRequest extends Input {
  /** @throws MissingViewerContextError on a route that asks nobody who they are */
  readonly userId: string;
  readonly isAdmin: boolean;
  readonly requestId: string;
  /** Where the API is, by what the caller has used to reach it. */
  readonly apiUrl: string;
  /** That the operation may be done to, as the authorizer read it. @throws MissingViewerContextError on a route without a camera */
  readonly camera: AuthorizedCamera;
}

export interface OperationAnswer {
  readonly status: number;
  /** Absent: no body. */
  readonly body?: object;
}

export interface OperationHandler {
  /** Throws InvalidEventError. */
  readonly validateBody?: (body: unknown) => unknown;
  readonly handle: (request: OperationRequest) => Promise<OperationAnswer>;
}

export type OperationHandlers = Readonly<Partial<Record<OperationId, OperationHandler>>>;

/** Never rejects: a Problem is its own answer, everything else a 500 with a line in the log. */
export async function answerOperation(
  event: OperationEvent,
  handlers: OperationHandlers,
  log: Log,
): Promise<APIGatewayProxyStructuredResultV2> {
  const { routeKey } = event;
  const { requestId, authorizer } = event.requestContext;
  try {
    const id = operationOfRoute(routeKey);
    const handler = id && handlers[id];
    if (!handler) throw new TypeError(`This function has no handler for ${routeKey}.`);
    const caller = operations[id].who === 'anybody' ? undefined : readCaller(authorizer?.lambda);
    const input = readInput(operations[id], event, handler.validateBody);
    const answer = await handler.handle({
      ...input,
      isAdmin: caller?.isAdmin ?? false,
      requestId,
      apiUrl: apiUrlOf(event),
      get userId(): string {
        if (!caller) throw new MissingViewerContextError('userId');
        return caller.userId;
      },
      get camera(): AuthorizedCamera {
        if (!caller?.camera) throw new MissingViewerContextError('camera');
        return caller.camera;
      },
    });
    return answerOf(answer.status, 'application/json', answer.body);
  } catch (error) {
    if (!(error instanceof Problem)) log.error('operation failed', { requestId, routeKey, ...errorFields(error) });
    const problem = error instanceof Problem ? error : new Problem(500, 'internal-error');
    return answerOf(problem.status, 'application/problem+json', problem.body(requestId), problem.options.headers);
  }
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
