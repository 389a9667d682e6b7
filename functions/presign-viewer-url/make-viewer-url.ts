// One viewer URL, and all that a KVS WebRTC client needs beside it.
import type { ViewerUrlResponse } from '../../api/payloads/index.ts';
import type { AuthorizedCamera } from '../shared/camera-access/authorized-camera.ts';
import { unavailable } from '../shared/http/problem.ts';
import { refuseWhileReplaced } from '../shared/http/refuse-while-replaced.ts';
import { presignSignalingUrl } from '../../signing/presign-signaling-url.ts';
import type { PresignViewerUrlDependencies } from './dependencies.ts';
import { urlLifetimeSeconds } from './url-lifetime.ts';

// A channel is made anew within some seconds.
const rotationTakesSeconds = 5;

/**
 * Calls nobody: the signature is made here.
 * @throws Problem 503 while the camera's channel is made anew, or another camera takes its place; CredentialsExpiredError
 */
export async function makeViewerUrl(
  camera: AuthorizedCamera,
  {
    viewerUrlTtlSeconds,
    credentials: getCredentials,
    now: clock,
    newClientId,
  }: Pick<PresignViewerUrlDependencies, 'viewerUrlTtlSeconds' | 'credentials' | 'now' | 'newClientId'>,
): Promise<ViewerUrlResponse> {
  const { cameraName, channelArn, viewerEndpoint, region, status, online } = camera;
  refuseWhileReplaced(camera);
  if (status === 'ROTATING') {
    throw unavailable(
      rotationTakesSeconds,
      'sessions-ending',
      'Sessions of this camera are being ended. Ask again in some seconds.',
    );
  }
  const now = clock();
  const clientId = newClientId();
  const credentials = await getCredentials();
  const expiresInSeconds = urlLifetimeSeconds(viewerUrlTtlSeconds, credentials, now);
  const url = await presignSignalingUrl({
    endpoint: viewerEndpoint,
    channelArn,
    clientId,
    region,
    credentials,
    now,
    expiresInSeconds,
  });
  const signedAt = Math.floor(now / 1000) * 1000;
  return {
    url,
    clientId,
    cameraName,
    channelArn,
    region,
    role: 'VIEWER',
    online,
    expiresAt: new Date(signedAt + expiresInSeconds * 1000).toISOString(),
    serverTime: new Date(now).toISOString(),
  };
}
