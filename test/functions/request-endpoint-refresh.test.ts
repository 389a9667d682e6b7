// Asking for new endpoints: in the background, seldom, and never to a viewer's cost.
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { EndpointRefreshRequest } from '../../events/index.ts';
import { endpointRefresher } from '../../functions/shared/request-endpoint-refresh.ts';
import { fakeClient } from './fake-client.ts';
import { recordedLog } from './recorded-log.ts';
import { endpointRefreshRequestSample } from './sample.ts';

const sample = endpointRefreshRequestSample();
let present: number;
beforeEach(() => void (present = Date.UTC(2026, 10, 22)));

function refresher(invoke: () => unknown = () => ({ StatusCode: 202 })) {
  const log = recordedLog();
  const { client, calls } = fakeClient<LambdaClient>({ Invoke: invoke });
  const request = endpointRefresher({ client, functionName: 'RefreshEndpoints', now: () => present, log });
  return { request, calls, log };
}

const other = (cameraName: string): EndpointRefreshRequest => ({ ...sample, cameraName });

describe('request-endpoint-refresh', () => {
  it('invokes the function asynchronously with the request', async () => {
    const { request, calls } = refresher();
    await request(sample);
    expect(calls.map(({ input }) => ({ ...input, Payload: JSON.parse(String(input.Payload)) as unknown }))).toEqual([
      { FunctionName: 'RefreshEndpoints', InvocationType: 'Event', Payload: sample },
    ]);
  });

  it('asks once a minute per camera at most', async () => {
    const { request, calls } = refresher();
    await Promise.all([request(sample), request(sample), request(other('garage'))]);
    present += 59_999;
    await request(sample);
    expect(calls).toHaveLength(2);
    present += 1;
    await request(sample);
    expect(calls).toHaveLength(3);
  });

  it('never rejects, says so in the log, and leaves a broken function alone for a minute too', async () => {
    const { request, calls, log } = refresher(() => {
      throw new Error('throttled');
    });
    await request(sample);
    await request(sample);
    expect(calls).toHaveLength(1);
    expect(log.lines).toMatchObject([{ level: 'warn', cameraName: 'front-door', error: { message: 'throttled' } }]);
  });

  it('remembers a thousand cameras, and forgets the one that it asked for longest ago', async () => {
    const { request, calls } = refresher();
    await request(sample);
    for (let i = 0; i < 999; i++) await request(other(`camera-${i}`));
    await request(sample);
    expect(calls).toHaveLength(1_000);
    await request(other('one-more'));
    await request(sample);
    expect(calls).toHaveLength(1_002);
  });
});
