// The viewer API as one table: what it offers, to whom, with which payloads. Routes, decisions, validation, types (api/request-types.ts), document and client follow from it.
import type { Pattern } from '../events/pattern-words.ts';
import type { PayloadName } from './generated/payloads.ts';
import type { Role } from './roles.ts';

/** A JSON Schema of one value; query and path values are text. */
export interface TextSchema {
  readonly type: 'string';
  readonly description: string;
  readonly pattern?: Pattern;
  readonly enum?: readonly string[];
}

export interface Answer {
  readonly description: string;
  /** Of which one fits; without it, there is no body. */
  readonly schema?: PayloadName | readonly PayloadName[];
}

export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As API Gateway writes it. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  /** `anybody`: no authorizer is asked. `user`: whoever is signed in. Otherwise what one must be to the camera that the request names; the first that fits counts. */
  readonly who: 'anybody' | 'user' | readonly Role[];
  /** Folder below `functions/`. */
  readonly handledBy: 'manage-cameras' | 'presign-viewer-url';
  /** Parameters of the query, all of them optional unless in `requiredQuery`; any other is refused. */
  readonly query?: Readonly<Record<string, TextSchema>>;
  readonly requiredQuery?: readonly string[];
  /** Required. */
  readonly headers?: Readonly<Record<string, TextSchema>>;
  /** Without it, a body is refused. */
  readonly body?: PayloadName;
  /**
   * Beside those that every operation may answer (scripts/openapi/answers.ts): 400, 413, 429, 431, 500 and 503; 401 where one must
   * sign in; 403 of camera operations for "not yours" and "no such camera" alike.
   */
  readonly answers: Readonly<Record<number, Answer>>;
  readonly deprecated?: boolean;
}

export const pathParameters = {
  cameraName: { type: 'string', pattern: '^[a-zA-Z0-9_-]{1,128}$', description: 'Name of the camera.' },
  email: {
    type: 'string',
    pattern: '^(?=.{3,254}$)[!-+\\--?A-~]+@[!-+\\--?A-~]+$',
    description: 'The other user: an e-mail address.',
  },
} as const satisfies Readonly<Record<string, TextSchema>>;

const trueOrFalse = { type: 'string', enum: ['true', 'false'] } as const;
const problem = (description: string): Answer => ({ description, schema: 'problem' });
const changedHands = problem('The camera changed hands while the request was under way; nothing was changed.');

export const operations = {
  listCameras: {
    method: 'GET',
    path: '/cameras',
    summary: 'Cameras that I own, that are shared with me, or that I am offered',
    who: 'user',
    handledBy: 'manage-cameras',
    query: {
      limit: {
        type: 'string',
        pattern: '^([1-9]|[1-9][0-9]|100)$',
        description: 'Cameras per page, 1 to 100; by default 50.',
      },
      nextToken: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,1024}$', description: 'From the page before.' },
    },
    answers: { 200: { description: 'A page of cameras.', schema: 'camera-list' } },
  },
  getCamera: {
    method: 'GET',
    path: '/cameras/{cameraName}',
    summary: 'One camera in detail',
    who: ['OWNER', 'VIEWER', 'RECIPIENT', 'ADMIN'],
    handledBy: 'manage-cameras',
    answers: { 200: { description: 'The camera.', schema: 'camera-details' } },
  },
  createPairing: {
    method: 'POST',
    path: '/pairings',
    summary: 'A token for the camera that I hold',
    description:
      "The app gives it to the camera together with the Wi-Fi, and the camera brings it back. If the camera is nobody's, it is the caller's then, and in `GET /cameras`.",
    who: 'user',
    handledBy: 'manage-cameras',
    answers: {
      200: { description: 'The token, good for ten minutes.', schema: 'pairing' },
      409: problem('Cameras are claimed by codes in this stage.'),
    },
  },
  claimCamera: {
    method: 'POST',
    path: '/cameras/claim',
    summary: "Become the owner of a camera that is nobody's",
    description:
      "After five tries in vain you can't claim that serial number for 15 minutes; others can. A serial number that doesn't exist is answered like a wrong code.",
    who: 'user',
    handledBy: 'manage-cameras',
    body: 'claim-request',
    answers: {
      200: { description: 'The camera is yours.', schema: 'camera-details' },
      403: problem("Serial number and claim code don't belong together."),
      409: problem(
        'The code is right, but the camera has an owner already, has not registered yet, or is not ready to be set up; or cameras are claimed by pairing alone.',
      ),
    },
  },
  updateCamera: {
    method: 'PATCH',
    path: '/cameras/{cameraName}',
    summary: 'Give a camera a name for people',
    who: ['OWNER'],
    handledBy: 'manage-cameras',
    body: 'camera-update',
    answers: {
      200: { description: 'The camera, renamed.', schema: 'camera-details' },
      409: changedHands,
    },
  },
  putShare: {
    method: 'PUT',
    path: '/cameras/{cameraName}/shares/{email}',
    summary: 'Share a camera',
    description:
      'The other user may view the camera, until the share expires, is revoked, or the camera changes hands. Repeated, it replaces the share.',
    who: ['OWNER'],
    handledBy: 'manage-cameras',
    body: 'share-request',
    answers: {
      200: { description: 'The share.', schema: 'share' },
      409: problem(
        'The other user is the owner, or the camera has as many shares as it can have, or it changed hands meanwhile.',
      ),
    },
  },
  listShares: {
    method: 'GET',
    path: '/cameras/{cameraName}/shares',
    summary: 'With whom a camera is shared',
    who: ['OWNER'],
    handledBy: 'manage-cameras',
    answers: { 200: { description: 'The shares that are alive.', schema: 'share-list' } },
  },
  deleteShare: {
    method: 'DELETE',
    path: '/cameras/{cameraName}/shares/{email}',
    summary: 'Revoke a share',
    description:
      'From now on the other user gets no URL. A video that is running goes on, unless `endSessions` throws everybody out.',
    who: ['OWNER'],
    handledBy: 'manage-cameras',
    query: {
      endSessions: { ...trueOrFalse, description: '`true` ends all sessions of the camera; by default `false`.' },
    },
    answers: { 204: { description: 'There is no such share, or no longer.' }, 409: changedHands },
  },
  leaveShare: {
    method: 'DELETE',
    path: '/cameras/{cameraName}/share',
    summary: 'Give up a camera that is shared with me',
    who: ['VIEWER'],
    handledBy: 'manage-cameras',
    answers: { 204: { description: 'The camera is not shared with you any more.' }, 409: changedHands },
  },
  getOpenApi: {
    method: 'GET',
    path: '/openapi.json',
    summary: 'This document',
    description: 'With the address at which it was asked for as its server.',
    who: 'anybody',
    handledBy: 'manage-cameras',
    answers: { 200: { description: 'An OpenAPI document.', schema: 'openapi-document' } },
  },
  offerTransfer: {
    method: 'POST',
    path: '/cameras/{cameraName}/transfer',
    summary: 'Offer a camera to another user',
    description:
      'Until they accept, within seven days, nothing changes. A camera is offered to one user at a time: an offer replaces the one before.',
    who: ['OWNER'],
    handledBy: 'manage-cameras',
    body: 'transfer-request',
    answers: {
      200: { description: 'The offer.', schema: 'transfer' },
      409: problem('The other user is the owner, or an offer is being accepted at this moment.'),
    },
  },
  acceptTransfer: {
    method: 'POST',
    path: '/cameras/{cameraName}/transfer/accept',
    summary: 'Take over a camera that I am offered',
    description:
      'Everything that its owner shared or offered is dead from that moment on, and all sessions end: as long as they do, the camera is ROTATING.',
    who: ['RECIPIENT'],
    handledBy: 'manage-cameras',
    query: {
      endSessions: { ...trueOrFalse, description: '`false` lets those go on who watch now; by default `true`.' },
    },
    answers: {
      200: { description: 'The camera is yours.', schema: 'camera-details' },
      409: problem('The offer was taken back, or the camera changed hands meanwhile.'),
    },
  },
  declineTransfer: {
    method: 'POST',
    path: '/cameras/{cameraName}/transfer/decline',
    summary: 'Turn down a camera that I am offered',
    who: ['RECIPIENT'],
    handledBy: 'manage-cameras',
    answers: {
      204: { description: 'You are not offered the camera any more.' },
      409: problem('You are accepting it at this moment.'),
    },
  },
  cancelTransfer: {
    method: 'DELETE',
    path: '/cameras/{cameraName}/transfer',
    summary: 'Take back an offer',
    who: ['OWNER'],
    handledBy: 'manage-cameras',
    answers: {
      204: { description: 'There is no offer, or no longer.' },
      409: problem('The offer is being accepted at this moment.'),
    },
  },
  releaseCamera: {
    method: 'POST',
    path: '/cameras/{cameraName}/release',
    summary: 'Give a camera up',
    description:
      "The camera is nobody's, and everything that its owner shared or offered is dead. Where codes are taken, the answer has the claim code for whoever comes next, this once.",
    who: ['OWNER'],
    handledBy: 'manage-cameras',
    answers: {
      200: { description: 'The camera belongs to nobody.', schema: 'release-response' },
      409: problem('The camera changed hands meanwhile, or nobody could claim it again.'),
    },
  },
  getViewerUrl: {
    method: 'GET',
    path: '/cameras/{cameraName}/viewer-url',
    summary: 'A presigned signaling URL',
    description:
      'Good for one viewer, for at most 299 seconds. Whoever holds the URL can open it: treat it as a password.',
    who: ['OWNER', 'VIEWER'],
    handledBy: 'presign-viewer-url',
    query: {
      ice: { ...trueOrFalse, description: '`false` leaves `iceServers` out.' },
      format: {
        type: 'string',
        enum: ['go2rtc'],
        description: 'Answers with a source for go2rtc and Frigate instead.',
      },
    },
    answers: {
      200: {
        description: 'All that a KVS WebRTC client needs to connect as a viewer, or a source for go2rtc.',
        schema: ['viewer-url-response', 'go2rtc-source'],
      },
      503: problem(
        'The camera can be watched again in some seconds; or another one is taking its place, which takes longer.',
      ),
    },
  },
  createViewerUrls: {
    method: 'POST',
    path: '/viewer-urls',
    summary: 'Viewer URLs for a wall of cameras',
    description: 'Each camera gets its own answer. A camera that is asked for twice is answered once.',
    who: 'user',
    handledBy: 'presign-viewer-url',
    query: { ice: { ...trueOrFalse, description: '`false` leaves `iceServers` out.' } },
    body: 'viewer-urls-request',
    answers: {
      200: { description: 'One answer per camera.', schema: 'viewer-urls-response' },
    },
  },
  endSessions: {
    method: 'DELETE',
    path: '/cameras/{cameraName}/sessions',
    summary: 'Throw everybody out',
    description:
      "The camera's channel is made anew: sessions that were opened with older URLs end, and viewer URLs answer 503 for some seconds.",
    who: ['OWNER'],
    handledBy: 'manage-cameras',
    answers: { 202: { description: 'It is under way.' } },
  },
  reportConnectionFailure: {
    method: 'POST',
    path: '/cameras/{cameraName}/connection-failed',
    summary: 'A viewer URL that could not be opened',
    description:
      "Endpoints of channels age. After a report the camera's are looked up again, once for all who report; ask for a new URL in some seconds.",
    who: ['OWNER', 'VIEWER'],
    handledBy: 'presign-viewer-url',
    answers: { 202: { description: 'Thank you.' } },
  },
  signChannelUrl: {
    method: 'GET',
    path: '/',
    summary: 'The contract of the AWS sample',
    deprecated: true,
    who: ['OWNER', 'VIEWER'],
    handledBy: 'presign-viewer-url',
    query: {
      channelName: { type: 'string', description: "Must be the name of this camera's channel, which is the camera's." },
    },
    requiredQuery: ['channelName'],
    headers: { cameraName: { ...pathParameters.cameraName, description: 'The camera.' } },
    answers: { 200: { description: '`signedURL` and nothing else.', schema: 'signed-url' } },
  },
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationId = keyof typeof operations;

/** As API Gateway writes it: `GET /cameras`. */
export const routeKeyOf = ({ method, path }: Pick<Operation, 'method' | 'path'>): string => `${method} ${path}`;

const byRouteKey: ReadonlyMap<string, OperationId> = new Map(
  (Object.keys(operations) as OperationId[]).map((id) => [routeKeyOf(operations[id]), id]),
);

/** Undefined for a route that is none of ours. */
export const operationOfRoute = (routeKey: string): OperationId | undefined => byRouteKey.get(routeKey);
