// The client against the running API, and its signer in AWS's own SignalingClient.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import kvs from 'amazon-kinesis-video-streams-webrtc';
import { WebSocket } from 'ws';
import { createLensgateClient, createRequestSigner, getViewer, type LensgateClient } from '../../client/src/index.ts';
import { registerCamera } from '../support/camera.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';

interface Signaling {
  on(event: 'open' | 'close', listener: () => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  open(): void;
  close(): void;
}
const SignalingClient = kvs.SignalingClient as unknown as new (config: object) => Signaling;

let lensgate: Lensgate;
let client: LensgateClient;

beforeAll(async () => {
  // The SDK takes the browser's WebSocket.
  Object.assign(globalThis, { WebSocket });
  lensgate = await startLensgate();
  await registerCamera(lensgate, { serialNumber: 'SN-1', cameraName: 'front-door', owner: 'ada@example.com' });
  const token = await lensgate.token('ada@example.com');
  client = createLensgateClient({ apiUrl: lensgate.cloud.context.addresses.apiUrl, token: () => token });
});
afterAll(() => lensgate.stop());

function opens(config: object): Promise<void> {
  const signaling = new SignalingClient({ role: kvs.Role.VIEWER, ...config });
  return new Promise((resolve, reject) => {
    signaling.on('open', () => {
      signaling.on('close', resolve);
      signaling.close();
    });
    signaling.on('error', reject);
    signaling.open();
  });
}

it('lists, names, shares and looks', async () => {
  await client.updateCamera({ cameraName: 'front-door', body: { displayName: 'Front door' } });
  expect(await client.listCameras()).toMatchObject({
    cameras: [{ cameraName: 'front-door', displayName: 'Front door' }],
  });
  await client.putShare({ cameraName: 'front-door', email: 'sam@example.com', body: {} });
  const { shares } = await client.listShares({ cameraName: 'front-door' });
  expect(shares.map(({ userId }) => userId)).toEqual(['sam@example.com']);
  expect(await client.deleteShare({ cameraName: 'front-door', email: 'sam@example.com' })).toBeUndefined();
  await expect(client.getCamera({ cameraName: 'nowhere' })).rejects.toMatchObject({ status: 403, title: 'Forbidden' });
});

it("opens a connection as AWS's SignalingClient, by what getViewer gives, twice", async () => {
  const { iceServers, online: _, ...config } = await getViewer(client, 'front-door');
  expect(iceServers[0]).toHaveProperty('urls');
  await opens(config);
  // To connect again, another URL is asked for.
  await opens(config);
});

it("opens a connection as AWS's SignalingClient, by createRequestSigner", async () => {
  const { clientId, channelARN, region, channelEndpoint } = await getViewer(client, 'front-door');
  await opens({
    clientId,
    channelARN,
    region,
    channelEndpoint,
    requestSigner: createRequestSigner(client, 'front-door'),
  });
});
