// One well-formed request per route of the viewer API: what the matrix sends as everybody, about every camera.
export interface RouteRequest {
  /** The query with its question mark. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** For whom it is admitted; 200 unless it says otherwise. */
  readonly status?: number;
}

/** Route keys without those that ask nobody who they are. */
export const requests: Readonly<Record<string, (cameraName: string) => RouteRequest>> = {
  'GET /': (cameraName) => ({ query: `?channelName=${cameraName}`, headers: { cameraName } }),
  'GET /cameras': () => ({}),
  'GET /cameras/{cameraName}': () => ({}),
  'POST /pairings': () => ({}),
  // Admitted, and then told that the code is wrong.
  'POST /cameras/claim': (serialNumber) => ({ body: { serialNumber, claimCode: '0000-0000-00000' }, status: 403 }),
  'PATCH /cameras/{cameraName}': () => ({ body: { displayName: 'Front door' } }),
  'GET /cameras/{cameraName}/shares': () => ({}),
  'PUT /cameras/{cameraName}/shares/{email}': () => ({ body: {} }),
  'DELETE /cameras/{cameraName}/shares/{email}': () => ({ status: 204 }),
  'DELETE /cameras/{cameraName}/share': () => ({ status: 204 }),
  'POST /cameras/{cameraName}/transfer/decline': () => ({ status: 204 }),
  'POST /cameras/{cameraName}/transfer': () => ({ body: { to: 'guest@example.com' } }),
  'DELETE /cameras/{cameraName}/transfer': () => ({ status: 204 }),
  'POST /cameras/{cameraName}/transfer/accept': () => ({}),
  'POST /cameras/{cameraName}/release': () => ({}),
  'GET /cameras/{cameraName}/viewer-url': () => ({ query: '?ice=false' }),
  'POST /cameras/{cameraName}/connection-failed': () => ({ status: 202 }),
  'DELETE /cameras/{cameraName}/sessions': () => ({ status: 202 }),
  'POST /viewer-urls': (cameraName) => ({ query: '?ice=false', body: { cameras: [cameraName] } }),
};
