// What plugs into the SignalingClient of AWS's KVS WebRTC SDK: the API signs, and no AWS credentials are needed.
import type { LensgateClient } from './client.ts';
import type { ViewerUrlResponse } from './generated/api.ts';
import type { CallOptions } from './send.ts';

/** As the SDK's `RequestSigner`. Endpoint, parameters and date don't matter: the server signs what is in the camera's record. */
export interface RequestSigner {
  getSignedURL(channelEndpoint?: string, queryParams?: object, date?: Date): Promise<string>;
}

/** What `new SignalingClient({ role: 'VIEWER', ...viewer })` takes, and `iceServers` for RTCPeerConnection. */
export interface Viewer {
  readonly clientId: string;
  readonly channelARN: string;
  readonly region: string;
  readonly channelEndpoint: string;
  readonly requestSigner: RequestSigner;
  readonly iceServers: NonNullable<ViewerUrlResponse['iceServers']>;
  readonly online: boolean;
}

type Signing = Pick<LensgateClient, 'getViewerUrl'>;

/** Every connection gets a URL of its own. */
export function createRequestSigner(client: Signing, cameraName: string, options?: CallOptions): RequestSigner {
  return { getSignedURL: async () => (await viewerUrl(client, { cameraName, ice: 'false' }, options)).url };
}

/** For one connection: its first URL is the one that came with the ICE servers; to connect again, the signer asks for another. */
export async function getViewer(client: Signing, cameraName: string, options?: CallOptions): Promise<Viewer> {
  return viewerOf(client, await viewerUrl(client, { cameraName }, options), options);
}

/** The same from an answer that is there already, as createViewerUrls gives one for each camera of a wall. Use it at once: its URL is good for minutes. */
export function viewerOf(client: Signing, answer: ViewerUrlResponse, options?: CallOptions): Viewer {
  const { cameraName, clientId, channelArn, region, iceServers = [], online } = answer;
  const again = createRequestSigner(client, cameraName, options);
  let first: string | undefined = answer.url;
  // The server's own clock on both sides; ours may be wrong.
  const goodForMs = Date.parse(answer.expiresAt) - Date.parse(answer.serverTime) - 10_000;
  const receivedAt = Date.now();
  return {
    clientId,
    channelARN: channelArn,
    region,
    channelEndpoint: /^[a-z]+:\/\/[^/?]+/.exec(answer.url)![0],
    requestSigner: {
      getSignedURL() {
        const url = Date.now() - receivedAt < goodForMs ? first : undefined;
        first = undefined;
        return url === undefined ? again.getSignedURL() : Promise.resolve(url);
      },
    },
    iceServers,
    online,
  };
}

async function viewerUrl(
  client: Signing,
  input: { cameraName: string; ice?: 'true' | 'false' },
  options?: CallOptions,
): Promise<ViewerUrlResponse> {
  // Without `format` the answer is of this kind.
  return (await client.getViewerUrl(input, options)) as ViewerUrlResponse;
}
