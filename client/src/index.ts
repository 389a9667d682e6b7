// @lensgate/client: the viewer API for apps.
export { createLensgateClient, type LensgateClient } from './client.ts';
export type * from './generated/api.ts';
export { LensgateError, type LensgateErrorFields } from './lensgate-error.ts';
export type { CallOptions, LensgateClientOptions } from './send.ts';
export { createRequestSigner, getViewer, viewerOf, type RequestSigner, type Viewer } from './viewer.ts';
