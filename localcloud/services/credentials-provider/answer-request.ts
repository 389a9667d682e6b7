// One request: what it asks for, and the answer with the headers that AWS's carry.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { CloudContext } from '../../core/cloud-context.ts';
import type { DevicePolicies } from '../iot/device-policy.ts';
import type { IotState } from '../iot/state.ts';
import { issueCredentials } from './issue-credentials.ts';
import { Refusal } from './refusal.ts';

/** `GET /role-aliases/<alias>/credentials`, with `x-amzn-iot-thingname` or without. */
export function answerRequest(
  cloud: CloudContext,
  state: IotState,
  policies: DevicePolicies,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const requestId = randomUUID();
  const answer = (status: number, body: object, headers: Record<string, string> = {}): void => {
    // One write: AWS's C SDK wants the whole body in one read.
    const text = JSON.stringify(body);
    response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      'x-amzn-RequestId': requestId,
      date: new Date(cloud.clock.now()).toUTCString(),
      ...headers,
    });
    response.end(text);
  };

  const roleAlias = askedAlias(request);
  if (roleAlias === undefined) return answer(404, { message: 'Not Found', traceId: requestId });
  const socket = request.socket as TLSSocket;
  const thingName = request.headers['x-amzn-iot-thingname'];
  try {
    const credentials = issueCredentials(cloud, state, policies, {
      roleAlias,
      certificate: socket.getPeerX509Certificate(),
      thingName: Array.isArray(thingName) ? thingName.join(',') : thingName,
      sourceIp: socket.remoteAddress ?? '127.0.0.1',
    });
    answer(200, { credentials });
  } catch (error) {
    if (error instanceof Refusal) {
      cloud.log('credentials-provider', `${requestId} refused: ${error.reason}`);
      return answer(error.status, { message: error.message }, { 'x-amzn-ErrorType': error.errorType });
    }
    cloud.log('credentials-provider', `${requestId}: ${String((error as Error).stack)}`);
    answer(500, { message: 'Internal failure' }, { 'x-amzn-ErrorType': 'InternalFailureException' });
  }
}

// Any name of this machine will do as the host; one of AWS's other IoT endpoints doesn't serve credentials.
function askedAlias({ method, url = '', headers }: IncomingMessage): string | undefined {
  const host = headers.host ?? '';
  if (/\.amazonaws\.com(:\d+)?$/i.test(host) && !/\.credentials\.iot\./i.test(host)) return undefined;
  const [, encoded] = /^\/role-aliases\/([^/?]+)\/credentials(?:\?.*)?$/.exec(url) ?? [];
  if (method !== 'GET' || encoded === undefined) return undefined;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
