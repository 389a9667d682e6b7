// AWS JSON 1.0 and 1.1: everything in the body, the operation in X-Amz-Target.
import { crc32 } from 'node:zlib';
import { decodeJson, encodeJson } from './json-shapes.ts';
import { parseJson, statusOf, type Protocol } from './protocol.ts';

export const jsonProtocol: Protocol = {
  operationName(model, { headers }) {
    const [prefix, name] = headers['x-amz-target']?.split('.') ?? [];
    return prefix === model.targetPrefix ? name : undefined;
  },

  // DynamoDB's attribute values stay as they are on the wire: its local engine speaks the wire's JSON itself.
  decode: (model, operation, { body }) =>
    model.id === 'dynamodb' ? parseJson(body) : decodeJson(operation.input, parseJson(body)),

  encode(model, operation, output, requestId) {
    const body = JSON.stringify(model.id === 'dynamodb' ? output : (encodeJson(operation.output, output) ?? {}));
    return {
      status: 200,
      headers: {
        'content-type': contentType(model.protocol),
        'x-amzn-requestid': requestId,
        // Some DynamoDB SDKs check it. [DynamoDB low-level API]
        ...(model.id === 'dynamodb' && { 'x-amz-crc32': String(crc32(body)) }),
      },
      body,
    };
  },

  encodeError(model, error, requestId) {
    const known = model.errors.get(error.name);
    return {
      status: statusOf(model, error),
      headers: {
        'content-type': contentType(model.protocol),
        'x-amzn-requestid': requestId,
        'x-amzn-errortype': error.name,
        // Services that once spoke the query protocol keep its codes. [awsQueryCompatible]
        ...(known?.queryCode && { 'x-amzn-query-error': `${known.queryCode};Sender` }),
      },
      body: JSON.stringify({
        ...error.details,
        __type: error.name,
        [known?.messageMember ?? 'message']: error.message,
      }),
    };
  },
};

function contentType(protocol: string): string {
  return protocol === 'json-1.1' ? 'application/x-amz-json-1.1' : 'application/x-amz-json-1.0';
}
