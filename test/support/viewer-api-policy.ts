// Who may do what, written down by hand from the decisions (docs/decisions.md D10 to D14, D36): what the API's decisions are held against.

/** What somebody can be to the camera in question; `user` is a signed-in user who is nothing to it. */
export type Standing = 'owner' | 'viewer' | 'recipient' | 'admin' | 'user';

/** Routes that ask nobody who they are. */
export const openRoutes: readonly string[] = ['GET /openapi.json'];

/** All other route keys, and who gets past the authorizer there. */
export const policy: Readonly<Record<string, readonly Standing[]>> = {
  'GET /': ['owner', 'viewer'],
  'GET /cameras': ['owner', 'viewer', 'recipient', 'admin', 'user'],
  'GET /cameras/{cameraName}': ['owner', 'viewer', 'recipient', 'admin'],
  'POST /pairings': ['owner', 'viewer', 'recipient', 'admin', 'user'],
  'POST /cameras/claim': ['owner', 'viewer', 'recipient', 'admin', 'user'],
  'PATCH /cameras/{cameraName}': ['owner'],
  'GET /cameras/{cameraName}/shares': ['owner'],
  'PUT /cameras/{cameraName}/shares/{email}': ['owner'],
  'DELETE /cameras/{cameraName}/shares/{email}': ['owner'],
  'DELETE /cameras/{cameraName}/share': ['viewer'],
  'POST /cameras/{cameraName}/transfer/decline': ['recipient'],
  'POST /cameras/{cameraName}/transfer': ['owner'],
  'DELETE /cameras/{cameraName}/transfer': ['owner'],
  'POST /cameras/{cameraName}/transfer/accept': ['recipient'],
  'POST /cameras/{cameraName}/release': ['owner'],
  'GET /cameras/{cameraName}/viewer-url': ['owner', 'viewer'],
  'POST /cameras/{cameraName}/connection-failed': ['owner', 'viewer'],
  'DELETE /cameras/{cameraName}/sessions': ['owner'],
  'POST /viewer-urls': ['owner', 'viewer', 'recipient', 'admin', 'user'],
};
