// One HTTP server for every AWS API: it checks the signature, finds the operation, calls it as the caller, and answers in the service's own protocol.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { TLSSocket } from 'node:tls';
import { AwsError } from '../core/aws-error.ts';
import { awsModels, type ServiceModel } from '../core/aws-model.ts';
import type { CloudContext } from '../core/cloud-context.ts';
import { listen } from '../core/listen.ts';
import type { Call } from '../core/operation.ts';
import type { Service } from '../core/service.ts';
import { parseAuthorization, verifySignature } from '../access/verify-signature.ts';
import { jsonProtocol } from './json-protocol.ts';
import { headersOf, type HttpRequest, type HttpResponse, type Protocol } from './protocol.ts';
import { queryProtocol } from './query-protocol.ts';
import { restProtocol } from './rest-protocol.ts';
import { serveStreaming } from './streaming.ts';

const protocols: Readonly<Record<ServiceModel['protocol'], Protocol>> = {
  'json-1.0': jsonProtocol,
  'json-1.1': jsonProtocol,
  'rest-json': restProtocol,
  query: queryProtocol,
};

// Lambda's payload limit of 6 MB is the largest of the imitated APIs.
const largestBodyBytes = 8 * 1024 * 1024;

export function frontDoor(cloud: CloudContext): Service {
  let server: Server | undefined;
  return {
    name: 'front-door',
    async open() {
      server = createServer((request, response) => void serve(cloud, request, response));
      // A camera's PutMedia goes on for an hour; headers still have to come within a minute.
      Object.assign(server, { requestTimeout: 0, headersTimeout: 60_000 });
      await listen(server, cloud.ports.aws, 'the AWS APIs');
      cloud.servers.set('aws', server);
      cloud.addresses.awsEndpointUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    async stop() {
      server?.closeAllConnections();
      await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
    },
  };
}

async function serve(cloud: CloudContext, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = randomUUID();
  const streaming = cloud.aws.streaming(incoming.method ?? '', incoming.url ?? '');
  if (streaming) return serveStreaming(cloud, streaming, incoming, response, callOf(incoming, requestId));
  let answer: HttpResponse;
  let request: HttpRequest | undefined;
  try {
    request = await receive(incoming);
    answer = await respond(cloud, request, callOf(incoming, requestId));
  } catch (error) {
    // Only what can't be told in a service's own protocol comes here: no API could be found for the request.
    const known = error instanceof AwsError ? error : unexpected(error);
    if (known.statusCode === 500) cloud.log('front-door', String((error as Error).stack));
    answer = likelyProtocol(request).encodeError(awsModels.iot, known, requestId);
  }
  // SDKs set their clock by it.
  const headers = { ...answer.headers, date: new Date(cloud.clock.now()).toUTCString() };
  const { body } = answer;
  if (typeof body === 'string' || body instanceof Uint8Array) {
    response.writeHead(answer.status, { ...headers, 'content-length': Buffer.byteLength(body) });
    response.end(body);
    return;
  }
  response.writeHead(answer.status, headers);
  // Should a piece be missing, the answer is cut off, and the caller sees that it isn't whole.
  await pipeline(body, response).catch((error: Error) => cloud.log('front-door', `${requestId}: ${error.message}`));
}

/** The door itself listens without TLS: whose connection has it came by a TLS host. */
function callOf({ socket }: IncomingMessage, requestId: string): Omit<Call, 'principal'> {
  return { requestId, sourceIp: socket.remoteAddress ?? '', byTlsHost: socket instanceof TLSSocket };
}

async function respond(
  cloud: CloudContext,
  request: HttpRequest,
  call: Omit<Call, 'principal'>,
): Promise<HttpResponse> {
  const { requestId } = call;
  const authorization = parseAuthorization(request.headers['authorization']);
  const { model, name } = findOperation(authorization.scope.service, request);
  const protocol = protocols[model.protocol];
  try {
    const principal = verifySignature(request, authorization, {
      iam: cloud.iam,
      now: cloud.clock.now(),
      region: cloud.region,
    });
    const operation = model.operations.get(name);
    if (!operation) throw new AwsError('UnknownOperationException', `${model.id} has no operation ${name}.`);
    const input = protocol.decode(model, operation, request);
    const output = await cloud.aws.dispatch(model.id, name, input, { ...call, principal });
    return protocol.encode(model, operation, output, requestId);
  } catch (error) {
    if (error instanceof AwsError) return protocol.encodeError(model, error, requestId);
    cloud.log(model.id, `${name} ${requestId}: ${(error as Error).stack}`);
    const failure = new AwsError('InternalFailure', `${name} failed; see the local cloud's log.`, { statusCode: 500 });
    return protocol.encodeError(model, failure, requestId);
  }
}

/** A client of a service that isn't imitated still wants to read why. */
function likelyProtocol(request: HttpRequest | undefined): Protocol {
  if (request?.headers['x-amz-target'] !== undefined) return jsonProtocol;
  return request?.headers['content-type']?.includes('x-www-form-urlencoded') ? queryProtocol : restProtocol;
}

function unexpected(error: unknown): AwsError {
  if (error instanceof URIError) {
    return new AwsError('MalformedQueryStringException', 'The request line has a broken percent-escape.', {
      statusCode: 400,
    });
  }
  return new AwsError('InternalFailure', 'Internal failure.', { statusCode: 500 });
}

function findOperation(signingName: string, request: HttpRequest): { model: ServiceModel; name: string } {
  const models = Object.values(awsModels).filter((model) => model.signingName === signingName);
  for (const model of models) {
    const name = protocols[model.protocol].operationName(model, request);
    if (name !== undefined) return { model, name };
  }
  const what =
    models.length === 0 ? `the service ${signingName}` : `${signingName} ${request.method} ${request.target}`;
  throw new AwsError('NotImplementedException', `The local cloud does not imitate ${what}.`, { statusCode: 501 });
}

async function receive(incoming: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > largestBodyBytes) {
      throw new AwsError('RequestEntityTooLargeException', `A request body may have ${largestBodyBytes} bytes.`, {
        statusCode: 413,
      });
    }
    chunks.push(chunk);
  }
  return {
    method: incoming.method ?? 'GET',
    target: incoming.url ?? '/',
    headers: headersOf(incoming),
    body: Buffer.concat(chunks),
  };
}
