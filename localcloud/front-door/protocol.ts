// What every wire protocol does for the front door: find the operation, read its input, write its output and its errors.
import type { IncomingMessage } from 'node:http';
import { AwsError } from '../core/aws-error.ts';
import type { OperationModel, ServiceModel } from '../core/aws-model.ts';
import type { ReceivedRequest } from '../access/canonical-request.ts';

export interface HttpRequest extends ReceivedRequest {
  readonly body: Buffer;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** In pieces where it would be too long to be held. */
  readonly body: string | Uint8Array | AsyncIterable<Uint8Array>;
}

/** One that is short enough to be there at once. */
export interface WholeHttpResponse extends HttpResponse {
  readonly body: string | Uint8Array;
}

export interface Protocol {
  /** The operation's name, whether or not the model has it; undefined when the request isn't for this API. */
  operationName(model: ServiceModel, request: HttpRequest): string | undefined;
  decode(model: ServiceModel, operation: OperationModel, request: HttpRequest): unknown;
  encode(model: ServiceModel, operation: OperationModel, output: unknown, requestId: string): HttpResponse;
  encodeError(model: ServiceModel, error: AwsError, requestId: string): WholeHttpResponse;
}

/** The status of an error: its own, or what AWS's model says, or 400. */
export function statusOf(model: ServiceModel, error: AwsError): number {
  return error.statusCode ?? model.errors.get(error.name)?.status ?? 400;
}

export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    throw new AwsError('SerializationException', 'The request body is not valid JSON.', { statusCode: 400 });
  }
}

/** Lower-case names; several values of one name joined by a comma, as they are signed. */
export function headersOf(incoming: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
    const name = incoming.rawHeaders[index]!.toLowerCase();
    const value = incoming.rawHeaders[index + 1]!;
    headers[name] = headers[name] === undefined ? value : `${headers[name]},${value}`;
  }
  return headers;
}
