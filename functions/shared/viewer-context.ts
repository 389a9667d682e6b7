// What the authorizer hands to the functions behind it, through API Gateway. They believe nothing else about the caller and the camera.
import type { AuthorizedCamera } from './camera-access/authorized-camera.ts';

/** Strings only: that is what a Lambda authorizer's context reliably carries. */
export type ViewerContext =
  | {
      readonly userId: string;
      readonly isAdmin?: 'true';
      /** JSON of an AuthorizedCamera, on routes that name a camera. */
      readonly camera?: string;
    }
  /**
   * The caller proved nothing, in a word for the log. The authorizer of an HTTP API can answer 403 and 500 only, so the
   * functions answer 401 for it. It has no user, so that a function that overlooks it fails.
   */
  | { readonly unauthenticated: string };

export interface Caller {
  readonly userId: string;
  readonly isAdmin: boolean;
  readonly camera?: AuthorizedCamera;
}
