// Generated from api/operations.ts and the schemas by "npm run generate". Don't edit.
/**
 * A camera, as a user sees it in a list.
 */
export interface Camera {
/**
 * Name of the camera: of its thing and of its signaling channel too.
 */
cameraName: string
/**
 * What people call the camera: any visible text. Control characters and invisible ones, such as those that turn the direction of text, are refused.
 */
displayName?: string
/**
 * What the caller is to the camera.
 */
role: ("OWNER" | "VIEWER" | "RECIPIENT" | "ADMIN")
/**
 * Whether the camera is connected to AWS IoT now.
 */
online: boolean
/**
 * When it was last known to be connected; absent if never. ISO 8601, UTC.
 */
lastSeenAt?: string
/**
 * When the caller's share, or the offer to take the camera over, ends; absent if never. ISO 8601, UTC.
 */
expiresAt?: string
}
/**
 * Body of 200 GET /cameras/{cameraName}.
 */
export interface CameraDetails {
/**
 * Name of the camera: of its thing and of its signaling channel too.
 */
cameraName: string
/**
 * What people call the camera: any visible text. Control characters and invisible ones, such as those that turn the direction of text, are refused.
 */
displayName?: string
/**
 * What the caller is to the camera.
 */
role: ("OWNER" | "VIEWER" | "RECIPIENT" | "ADMIN")
/**
 * Whether the camera is connected to AWS IoT now.
 */
online: boolean
/**
 * When it was last known to be connected; absent if never. ISO 8601, UTC.
 */
lastSeenAt?: string
/**
 * When the caller's share, or the offer to take the camera over, ends; absent if never. ISO 8601, UTC.
 */
expiresAt?: string
/**
 * For the owner and for admins.
 */
serialNumber?: string
/**
 * Not for viewers. A user: an e-mail address, ASCII, in lower case.
 */
owner?: string
/**
 * ROTATING: its channel is being made anew, which takes some seconds. REPLACING, REGISTERING: other hardware, or another certificate, is taking its place; until it has, the camera can be neither watched nor changed.
 */
status: ("ACTIVE" | "ROTATING" | "REPLACING" | "REGISTERING")
/**
 * For the owner: since when they own it. Absent where an older release did not write it down. ISO 8601, UTC.
 */
ownedSince?: string
transfer?: Transfer
/**
 * When the camera registered. ISO 8601, UTC.
 */
registeredAt?: string
}
/**
 * For the owner: to whom the camera is offered now; absent if to nobody.
 */
export interface Transfer {
/**
 * Name of the camera: of its thing and of its signaling channel too.
 */
cameraName: string
/**
 * A user: an e-mail address, ASCII, in lower case.
 */
to: string
/**
 * When the offer ends. ISO 8601, UTC.
 */
expiresAt: string
}
/**
 * Body of 200 GET /cameras: a page of the cameras that the caller owns, that are shared with them, or that they are offered.
 */
export interface CameraList {
cameras: Camera[]
/**
 * Ask again with it for the next page; absent on the last.
 */
nextToken?: string
}
/**
 * Body of PATCH /cameras/{cameraName}.
 */
export interface CameraUpdate {
/**
 * What people call the camera: any visible text. Control characters and invisible ones, such as those that turn the direction of text, are refused.
 */
displayName: string
}
/**
 * Body of POST /cameras/claim.
 */
export interface ClaimRequest {
/**
 * As on the camera's label.
 */
serialNumber: string
/**
 * As on the camera's label; case and dashes don't matter. A secret.
 */
claimCode: string
}
/**
 * Body of 200 GET /cameras/{cameraName}/viewer-url?format=go2rtc.
 */
export interface Go2RtcSource {
/**
 * Name of the camera: of its thing and of its signaling channel too.
 */
cameraName: string
/**
 * A source as go2rtc and Frigate take it. A secret for as long as its URL lives.
 */
source: string
/**
 * The URL opens no connection after this moment. ISO 8601, UTC.
 */
expiresAt: string
}
/**
 * Body of 200 GET /openapi.json: an OpenAPI document, whose own specification says what is in it.
 */
export interface OpenApiDocument {
openapi: string
info: {

}
paths: {

}
}
/**
 * Body of 200 POST /pairings. The token is a secret: whichever camera brings it back belongs to the caller.
 */
export interface Pairing {
/**
 * For the camera, and for nobody else. Good once.
 */
pairingToken: string
/**
 * The token is worth nothing from then on. ISO 8601, UTC.
 */
expiresAt: string
}
/**
 * What went wrong, in words: application/problem+json (RFC 9457).
 */
export interface Problem {
/**
 * Names the kind of problem; the same for every occurrence.
 */
type: string
title: string
status: number
/**
 * What this caller can do about it.
 */
detail?: string
/**
 * Quote it when you report a problem.
 */
requestId: string
/**
 * Each field that is wrong, and the rule that it breaks.
 */
errors?: {
field: string
rule: string
}[]
}
/**
 * Body of 200 POST /cameras/{cameraName}/release: the camera belongs to nobody. Whoever has this code may claim it, once the camera is ready to be set up.
 */
export interface ReleaseResponse {
/**
 * Name of the camera: of its thing and of its signaling channel too.
 */
cameraName: string
serialNumber: string
/**
 * Shown this once: only a salted hash of it is kept. Absent where cameras are claimed by pairing alone.
 */
claimCode?: string
}
/**
 * A user's right to view somebody else's camera.
 */
export interface Share {
/**
 * A user: an e-mail address, ASCII, in lower case.
 */
userId: string
role: "VIEWER"
/**
 * The share is dead from then on; absent: until it is revoked. ISO 8601, UTC.
 */
expiresAt?: string
}
/**
 * Body of 200 GET /cameras/{cameraName}/shares: the shares that are alive.
 */
export interface ShareList {
shares: Share[]
}
/**
 * Body of PUT /cameras/{cameraName}/shares/{email}.
 */
export interface ShareRequest {
role?: "VIEWER"
/**
 * Must lie in the future; absent: until it is revoked. ISO 8601, UTC.
 */
expiresAt?: string
}
/**
 * Body of 200 GET /: what the AWS sample answers. The URL is a secret for as long as it lives.
 */
export interface SignedUrl {
signedURL: string
}
/**
 * An offer to take a camera over, until it is accepted or ends.
 */
export interface Transfer1 {
/**
 * Name of the camera: of its thing and of its signaling channel too.
 */
cameraName: string
/**
 * A user: an e-mail address, ASCII, in lower case.
 */
to: string
/**
 * When the offer ends. ISO 8601, UTC.
 */
expiresAt: string
}
/**
 * Body of POST /cameras/{cameraName}/transfer.
 */
export interface TransferRequest {
/**
 * A user: an e-mail address, ASCII, in lower case.
 */
to: string
}
/**
 * Body of 200 GET /cameras/{cameraName}/viewer-url: all that a KVS WebRTC client needs to connect as a viewer. The URL is a secret for as long as it lives.
 */
export interface ViewerUrlResponse {
/**
 * Presigned signaling URL: wss on AWS, ws in the local cloud.
 */
url: string
/**
 * Made by the server and signed into the URL.
 */
clientId: string
cameraName: string
channelArn: string
region: string
role: "VIEWER"
/**
 * The URL opens no connection after this moment. ISO 8601, UTC.
 */
expiresAt: string
/**
 * The server's clock, so that an app with a wrong clock can reckon. ISO 8601, UTC.
 */
serverTime: string
/**
 * STUN and TURN servers as RTCPeerConnection takes them. Usernames and credentials are secrets, good for a few minutes.
 */
iceServers?: {
/**
 * @minItems 1
 */
urls: [string, ...(string)[]]
username?: string
credential?: string
}[]
/**
 * Whether the camera is connected to AWS IoT now. An offline camera's URL is good, but nobody answers.
 */
online: boolean
}
/**
 * Body of POST /viewer-urls.
 */
export interface ViewerUrlsRequest {
/**
 * @minItems 1
 * @maxItems 100
 */
cameras: [string, ...(string)[]]
}
/**
 * Body of 200 POST /viewer-urls: one answer for each camera, in the order asked.
 */
export interface ViewerUrlsResponse {
results: {
/**
 * Name of the camera: of its thing and of its signaling channel too.
 */
cameraName: string
/**
 * What GET /cameras/{cameraName}/viewer-url would have answered.
 */
status: (200 | 403 | 429 | 500 | 503)
viewerUrl?: ViewerUrlResponse
/**
 * Of the refusal.
 */
title?: string
retryAfterSeconds?: number
}[]
}
export interface Operations {
  /** Cameras that I own, that are shared with me, or that I am offered */
  listCameras: { input: { /** Cameras per page, 1 to 100; by default 50. */ limit?: string; /** From the page before. */ nextToken?: string; }; result: CameraList };
  /** One camera in detail */
  getCamera: { input: { /** Name of the camera. */ cameraName: string; }; result: CameraDetails };
  /** A token for the camera that I hold */
  createPairing: { input: {  }; result: Pairing };
  /** Become the owner of a camera that is nobody's */
  claimCamera: { input: { body: ClaimRequest; }; result: CameraDetails };
  /** Give a camera a name for people */
  updateCamera: { input: { /** Name of the camera. */ cameraName: string; body: CameraUpdate; }; result: CameraDetails };
  /** Share a camera */
  putShare: { input: { /** Name of the camera. */ cameraName: string; /** The other user: an e-mail address. */ email: string; body: ShareRequest; }; result: Share };
  /** With whom a camera is shared */
  listShares: { input: { /** Name of the camera. */ cameraName: string; }; result: ShareList };
  /** Revoke a share */
  deleteShare: { input: { /** Name of the camera. */ cameraName: string; /** The other user: an e-mail address. */ email: string; /** `true` ends all sessions of the camera; by default `false`. */ endSessions?: 'true' | 'false'; }; result: undefined };
  /** Give up a camera that is shared with me */
  leaveShare: { input: { /** Name of the camera. */ cameraName: string; }; result: undefined };
  /** This document */
  getOpenApi: { input: {  }; result: OpenApiDocument };
  /** Offer a camera to another user */
  offerTransfer: { input: { /** Name of the camera. */ cameraName: string; body: TransferRequest; }; result: Transfer };
  /** Take over a camera that I am offered */
  acceptTransfer: { input: { /** Name of the camera. */ cameraName: string; /** `false` lets those go on who watch now; by default `true`. */ endSessions?: 'true' | 'false'; }; result: CameraDetails };
  /** Turn down a camera that I am offered */
  declineTransfer: { input: { /** Name of the camera. */ cameraName: string; }; result: undefined };
  /** Take back an offer */
  cancelTransfer: { input: { /** Name of the camera. */ cameraName: string; }; result: undefined };
  /** Give a camera up */
  releaseCamera: { input: { /** Name of the camera. */ cameraName: string; }; result: ReleaseResponse };
  /** A presigned signaling URL */
  getViewerUrl: { input: { /** Name of the camera. */ cameraName: string; /** `false` leaves `iceServers` out. */ ice?: 'true' | 'false'; /** Answers with a source for go2rtc and Frigate instead. */ format?: 'go2rtc'; }; result: ViewerUrlResponse | Go2RtcSource };
  /** Viewer URLs for a wall of cameras */
  createViewerUrls: { input: { /** `false` leaves `iceServers` out. */ ice?: 'true' | 'false'; body: ViewerUrlsRequest; }; result: ViewerUrlsResponse };
  /** Throw everybody out */
  endSessions: { input: { /** Name of the camera. */ cameraName: string; }; result: undefined };
  /** A viewer URL that could not be opened */
  reportConnectionFailure: { input: { /** Name of the camera. */ cameraName: string; }; result: undefined };
}
export interface RequestLine { readonly method: string; readonly path: string; readonly query: readonly string[]; readonly open: boolean }
export const requestLines: { readonly [Id in keyof Operations]: RequestLine } = {
  listCameras: {"method":"GET","path":"/cameras","query":["limit","nextToken"],"open":false},
  getCamera: {"method":"GET","path":"/cameras/{cameraName}","query":[],"open":false},
  createPairing: {"method":"POST","path":"/pairings","query":[],"open":false},
  claimCamera: {"method":"POST","path":"/cameras/claim","query":[],"open":false},
  updateCamera: {"method":"PATCH","path":"/cameras/{cameraName}","query":[],"open":false},
  putShare: {"method":"PUT","path":"/cameras/{cameraName}/shares/{email}","query":[],"open":false},
  listShares: {"method":"GET","path":"/cameras/{cameraName}/shares","query":[],"open":false},
  deleteShare: {"method":"DELETE","path":"/cameras/{cameraName}/shares/{email}","query":["endSessions"],"open":false},
  leaveShare: {"method":"DELETE","path":"/cameras/{cameraName}/share","query":[],"open":false},
  getOpenApi: {"method":"GET","path":"/openapi.json","query":[],"open":true},
  offerTransfer: {"method":"POST","path":"/cameras/{cameraName}/transfer","query":[],"open":false},
  acceptTransfer: {"method":"POST","path":"/cameras/{cameraName}/transfer/accept","query":["endSessions"],"open":false},
  declineTransfer: {"method":"POST","path":"/cameras/{cameraName}/transfer/decline","query":[],"open":false},
  cancelTransfer: {"method":"DELETE","path":"/cameras/{cameraName}/transfer","query":[],"open":false},
  releaseCamera: {"method":"POST","path":"/cameras/{cameraName}/release","query":[],"open":false},
  getViewerUrl: {"method":"GET","path":"/cameras/{cameraName}/viewer-url","query":["ice","format"],"open":false},
  createViewerUrls: {"method":"POST","path":"/viewer-urls","query":["ice"],"open":false},
  endSessions: {"method":"DELETE","path":"/cameras/{cameraName}/sessions","query":[],"open":false},
  reportConnectionFailure: {"method":"POST","path":"/cameras/{cameraName}/connection-failed","query":[],"open":false},
};
