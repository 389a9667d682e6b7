// What others' outages do to viewers: KVS's control plane may be down, the table may not; and broken never looks like forbidden. (D12, D14)
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { operations, routeKeyOf } from '../../api/operations.ts';
import { registerCamera } from '../support/camera.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';

let lensgate: Lensgate;
let token: string;
beforeAll(async () => {
  lensgate = await startLensgate();
  await registerCamera(lensgate, { serialNumber: 'SN-1', cameraName: 'front-door', owner: 'ada@example.com' });
  token = await lensgate.token('ada@example.com');
});
afterAll(() => lensgate.stop());

async function ask(method: string, path: string, body?: unknown): Promise<{ status: number; text: string }> {
  const response = await fetch(`${lensgate.cloud.context.addresses.apiUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      cameraName: 'front-door',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text() };
}

/** While the services are out. Answers how often they were called, as `service:operation`. */
async function during<T>(services: readonly string[], action: (called: string[]) => Promise<T>): Promise<T> {
  const called: string[] = [];
  const mend = lensgate.cloud.context.aws.intercept(({ service, operation }, proceed) => {
    if (!services.includes(service)) return proceed();
    called.push(`${service}:${operation}`);
    throw Object.assign(new Error('the machines are under water'), { name: 'ServiceUnavailableException' });
  });
  try {
    return await action(called);
  } finally {
    mend();
  }
}

describe('while KVS is down', () => {
  const kvs = ['kinesisvideo', 'kinesisvideosignaling'];

  it('viewer URLs go out all the same, with STUN alone', async () => {
    await during(kvs, async (called) => {
      const { status, text } = await ask('GET', '/cameras/front-door/viewer-url');
      expect(status).toBe(200);
      const { url, iceServers } = JSON.parse(text) as { url: string; iceServers: { urls: string[] }[] };
      expect(url).toContain('X-Amz-Signature=');
      expect(iceServers.flatMap(({ urls }) => urls)).toEqual(['stun:stun.kinesisvideo.us-east-1.amazonaws.com:443']);
      // Its control plane isn't even asked.
      expect(called.filter((call) => call.startsWith('kinesisvideo:'))).toEqual([]);
      expect((await ask('POST', '/viewer-urls', { cameras: ['front-door'] })).text).toContain('X-Amz-Signature=');
      expect((await ask('GET', '/?channelName=front-door')).status).toBe(200);
    });
  });

  it('a report of a failed connection is taken', async () => {
    await during(kvs, async () => {
      expect((await ask('POST', '/cameras/front-door/connection-failed')).status).toBe(202);
    });
  });
});

describe('while the table is down', () => {
  const bodies: Record<string, unknown> = {
    createViewerUrls: { cameras: ['front-door'] },
    updateCamera: { displayName: 'x' },
    putShare: {},
    claimCamera: { serialNumber: 'SN-1', claimCode: '7KQW-2M4X-9TBRA' },
    offerTransfer: { to: 'eve@example.com' },
  };
  const asked = Object.entries(operations).filter(([, { who }]) => who !== 'anybody');

  it.each(asked.map(([id, operation]) => [routeKeyOf(operation), id, operation] as const))(
    '%s is a 500, never allowed and never forbidden',
    async (_, id, { method, path }) => {
      const url = path.replace('{cameraName}', 'front-door').replace('{email}', 'eve%40example.com');
      const query = id === 'signChannelUrl' ? '?channelName=front-door' : '';
      const { status, text } = await during(['dynamodb'], () => ask(method, url + query, bodies[id]));
      expect(status).toBe(500);
      expect(text).not.toContain('under water');
      expect(text).not.toContain('X-Amz-Signature');
    },
  );
});
