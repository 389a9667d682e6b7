// The whole promise with real clients: the simulated camera registers over mutual TLS, its owner's URL opens AWS's own viewer, video flows.
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { lensgateCommand, startCommand } from '../support/command-line.ts';
import { startLensgate, type Lensgate } from '../support/lensgate.ts';
import { startViewerProcess } from '../support/media-processes.ts';

interface ViewerUrl {
  readonly url: string;
  readonly channelArn: string;
  readonly clientId: string;
  readonly region: string;
}

describe('a camera and its owner', () => {
  let lensgate: Lensgate;
  let camera: ChildProcess;
  const viewerUrl = async (): Promise<ViewerUrl> => {
    const response = await fetch(`${lensgate.cloud.context.addresses.apiUrl}/cameras/front-door/viewer-url`, {
      headers: { authorization: `Bearer ${await lensgate.token('ada@example.com')}` },
    });
    expect(response.status).toBe(200);
    return (await response.json()) as ViewerUrl;
  };

  beforeAll(async () => {
    lensgate = await startLensgate();
    const common = ['--data-dir', lensgate.dataDir, '--json'];
    const entry = ['--serial', 'SN-1', '--camera', 'front-door'];
    const added = await lensgateCommand([...common, 'manifest', 'add', ...entry, '--owner', 'ada@example.com']);
    expect(added).toMatchObject({ code: 0, err: '' });
    camera = startCommand([...common, 'camera', 'start', ...entry]).child;
    await went(camera, 'went-live');
  });
  afterAll(async () => {
    camera.kill('SIGTERM');
    await new Promise((resolve) => camera.once('close', resolve));
    await lensgate.stop();
  });

  it('meet: at least 30 decoded frames of the test card arrive', async () => {
    const { url, channelArn, clientId, region } = await viewerUrl();
    const viewer = startViewerProcess({ url, channelArn, clientId, region, frames: 30 });
    expect(await viewer.report(({ type }) => type !== 'offer-sent')).toMatchObject({ type: 'frames', count: 30 });
    await viewer.stop();
  });

  it("meet in an app, by the typed client and AWS's SignalingClient", async () => {
    const { apiUrl } = lensgate.cloud.context.addresses;
    const token = await lensgate.token('ada@example.com');
    const viewer = startViewerProcess({ apiUrl, token, cameraName: 'front-door', frames: 30 });
    expect(await viewer.report(({ type }) => type !== 'offer-sent')).toMatchObject({ type: 'frames', count: 30 });
    await viewer.stop();
  });

  const handshake = (url: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(url);
      socket.once('open', () => (socket.close(), resolve(101)));
      socket.once('unexpected-response', (_, response) => (response.resume(), resolve(response.statusCode ?? 0)));
      socket.once('error', reject);
    });
  const changed = (url: string, parameter: string): string =>
    url.replace(new RegExp(`(${parameter}=[^&]*?)([A-Za-z0-9])(?=&|$)`), (_, head: string, last: string) => {
      return `${head}${last === '1' ? '2' : '1'}`;
    });

  it('use a URL that opens as it is', async () => {
    expect(await handshake((await viewerUrl()).url)).toBe(101);
  });

  it.each([
    'X-Amz-ChannelARN',
    'X-Amz-ClientId',
    'X-Amz-Date',
    'X-Amz-Expires',
    'X-Amz-Security-Token',
    'X-Amz-Signature',
  ])('use a URL that is refused (403) when its %s is changed', async (parameter) => {
    const { url } = await viewerUrl();
    const other = changed(url, parameter);
    expect(other).not.toBe(url);
    expect(await handshake(other)).toBe(403);
  });

  it('use a URL that is refused (403) under another host name', async () => {
    const { url } = await viewerUrl();
    expect(await handshake(url.replace('127.0.0.1', 'localhost'))).toBe(403);
  });

  it('use a URL that the endpoint of masters refuses (400)', async () => {
    const { viewerSignalingUrl, masterSignalingUrl } = lensgate.cloud.context.addresses;
    const { url } = await viewerUrl();
    expect(await handshake(url.replace(viewerSignalingUrl, masterSignalingUrl))).toBe(400);
  });
});

/** Resolves at the event of that type among the lines that the command line prints with --json. */
function went(child: ChildProcess, type: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let words = '';
    child.stderr!.on('data', (chunk: Buffer) => (words += chunk.toString()));
    createInterface({ input: child.stdout! }).on('line', (line) => {
      if ((JSON.parse(line) as { type: string }).type === type) resolve();
    });
    child.once('close', (code) => reject(new Error(`lensgate ended (${code}) before it ${type}: ${words}`)));
  });
}
