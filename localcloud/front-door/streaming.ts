// Requests whose body has no end to wait for: signature and permissions are checked by the headers, then body and answer flow at the same time.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from '../core/aws-error.ts';
import type { ServiceModel } from '../core/aws-model.ts';
import type { CloudContext } from '../core/cloud-context.ts';
import type { Call, StreamedRequest, StreamingOperation } from '../core/operation.ts';
import { parseAuthorization, verifySignature } from '../access/verify-signature.ts';
import { headersOf } from './protocol.ts';
import { restProtocol } from './rest-protocol.ts';

// A sender that doesn't stop after its answer is complete is cut off.
const restOfBodyMs = 5000;

export async function serveStreaming(
  cloud: CloudContext,
  { model, operation }: { model: ServiceModel; operation: StreamingOperation },
  incoming: IncomingMessage,
  response: ServerResponse,
  call: Omit<Call, 'principal'>,
): Promise<void> {
  const { requestId } = call;
  // Breaking connections show in `body` and `broken`; unheard, their errors would end the process.
  incoming.on('error', () => undefined);
  response.on('error', () => undefined);
  const date = new Date(cloud.clock.now()).toUTCString();
  const request = streamedRequest(incoming, response, { 'x-amzn-requestid': requestId, date });
  try {
    const principal = authenticate(cloud, model, incoming);
    await cloud.aws.dispatchStreaming(operation, request, { ...call, principal });
    response.end();
  } catch (error) {
    if (!(error instanceof AwsError) && !request.broken) {
      cloud.log(model.id, `${operation.name} ${requestId}: ${(error as Error).stack}`);
    }
    if (response.headersSent) return void incoming.destroy();
    const known =
      error instanceof AwsError
        ? error
        : new AwsError('InternalFailure', `${operation.name} failed; see the local cloud's log.`, { statusCode: 500 });
    const { status, headers, body } = restProtocol.encodeError(model, known, requestId);
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body), date });
    response.end(body);
  }
  // What still comes is thrown away, so that the sender gets to read its answer.
  incoming.resume();
  if (incoming.complete) return;
  const timer = cloud.clock.after(restOfBodyMs, () => incoming.destroy());
  incoming.once('close', () => timer.cancel());
}

function authenticate({ iam, clock, region }: CloudContext, model: ServiceModel, incoming: IncomingMessage) {
  const request = { method: incoming.method ?? '', target: incoming.url ?? '', headers: headersOf(incoming) };
  const authorization = parseAuthorization(request.headers['authorization']);
  if (authorization.scope.service !== model.signingName) {
    throw new AwsError(
      'InvalidSignatureException',
      `Credential should be scoped to correct service: '${model.signingName}'.`,
      { statusCode: 403 },
    );
  }
  return verifySignature({ ...request, body: 'streamed' }, authorization, { iam, now: clock.now(), region });
}

function streamedRequest(
  incoming: IncomingMessage,
  response: ServerResponse,
  headers: Record<string, string>,
): StreamedRequest {
  return {
    headers: headersOf(incoming),
    // Whoever stops reading still wants to answer.
    body: incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>,
    get broken() {
      return incoming.destroyed && !incoming.complete;
    },
    begin(contentType) {
      response.writeHead(200, { ...headers, 'content-type': contentType });
      response.flushHeaders();
    },
    async write(text) {
      if (response.destroyed || response.write(text)) return;
      await roomIn(response);
    },
    breakOff: () => void incoming.destroy(),
  };
}

/** Resolves when the other side has read, or is gone. */
export function roomIn(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}
