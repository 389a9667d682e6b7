// What signing viewer URLs needs from outside.
import type { SigningCredentials } from '../../signing/presign-signaling-url.ts';
import type { CameraItems } from '../shared/camera-access/camera-items.ts';
import type { Log } from '../shared/log.ts';
import type { RequestEndpointRefresh } from '../shared/request-endpoint-refresh.ts';
import type { IceServers } from './ice-servers.ts';
import type { RequestLimits } from './environment.ts';

export interface PresignViewerUrlDependencies {
  /** Seconds that a URL may live at most. */
  readonly viewerUrlTtlSeconds: number;
  readonly limits: RequestLimits;
  readonly credentials: () => Promise<SigningCredentials>;
  readonly iceServers: Pick<IceServers, 'of'>;
  /** Never rejects. */
  readonly requestEndpointRefresh: RequestEndpointRefresh;
  /** What the table says about cameras and one user, in the order of the names. */
  readonly read: (cameraNames: readonly string[], userId: string) => Promise<CameraItems[]>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newClientId: () => string;
  readonly log: Log;
}
