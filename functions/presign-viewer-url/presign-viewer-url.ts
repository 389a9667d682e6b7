// The operations that answer with a URL. Everything that gets signed comes from the camera's record, nothing from the caller.
import type { SignedUrl, ViewerUrlResponse } from '../../events/index.ts';
import type { AuthorizedCamera } from '../camera-access/authorized-camera.ts';
import type { OperationHandlers } from '../http/answer-operation.ts';
import type { Log } from '../log.ts';
import { makeViewerUrl } from './make-viewer-url.ts';
import type { SigningCredentials } from './presign-signaling-url.ts';

export interface PresignViewerUrlDependencies {
  /** Seconds that a URL may live at most. */
  readonly viewerUrlTtlSeconds: number;
  readonly credentials: () => Promise<SigningCredentials>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newClientId: () => string;
  readonly log: Log;
}

export function presignViewerUrl(dependencies: PresignViewerUrlDependencies): OperationHandlers {
  const viewerUrl = (camera: AuthorizedCamera): Promise<ViewerUrlResponse> => makeViewerUrl(camera, dependencies);
  return {
    getViewerUrl: { handle: async ({ camera }) => ({ status: 200, body: await viewerUrl(camera) }) },
    signChannelUrl: {
      async handle({ camera }) {
        const body: SignedUrl = { signedURL: (await viewerUrl(camera)).url };
        return { status: 200, body };
      },
    },
  };
}
