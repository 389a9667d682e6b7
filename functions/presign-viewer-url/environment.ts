// Settings of presign-viewer-url.

/** What the stack must set. */
export interface PresignViewerUrlEnvironment {
  readonly VIEWER_URL_TTL_SECONDS: string;
}
