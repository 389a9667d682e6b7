// Settings of authorize-viewer.

/** What the stack must set. */
export interface AuthorizeViewerEnvironment {
  readonly TABLE_NAME: string;
  readonly SHARED_SECRET_ARN: string;
}
