// What the table of operations forbids, each line with an error that tsc must find: without it, "npm run check:types" fails.
import { manageCamerasBodies, presignViewerUrlBodies } from '../../api/generated/payloads.ts';
import { operations, type Operation } from '../../api/operations.ts';
import type { ShareRequest } from '../../api/payloads/index.ts';
import type { AuthorizedCamera } from '../../functions/shared/camera-access/authorized-camera.ts';
import { answerOperations } from '../../functions/shared/http/answer-operations.ts';
import type { HandlersOf, OperationHandler, RequestOf } from '../../functions/shared/http/operation-handler.ts';
import { recordedLog } from '../functions/recorded-log.ts';

declare const manageCameras: HandlersOf<'manage-cameras'>;
declare const presignViewerUrl: HandlersOf<'presign-viewer-url'>;

type Same<One, Other> =
  (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : 'these types differ';

// Exactly what the table says, and nothing else.
export const requests: [
  Same<
    RequestOf<'putShare'>,
    {
      readonly path: { readonly cameraName: string; readonly email: string };
      readonly body: ShareRequest;
      readonly userId: string;
      readonly isAdmin: boolean;
      readonly camera: AuthorizedCamera;
    }
  >,
  Same<
    RequestOf<'listCameras'>,
    {
      readonly query: { readonly limit?: string; readonly nextToken?: string };
      readonly userId: string;
      readonly isAdmin: boolean;
    }
  >,
  Same<RequestOf<'signChannelUrl'>['query'], { readonly channelName: string }>,
  Same<RequestOf<'getViewerUrl'>['query'], { readonly ice?: 'true' | 'false'; readonly format?: 'go2rtc' }>,
  Same<keyof RequestOf<'getOpenApi'>, never>,
] = [true, true, true, true, true];

type Without<Id extends keyof HandlersOf<'manage-cameras'>> = Omit<HandlersOf<'manage-cameras'>, Id>;
declare const withoutPutShare: Without<'putShare'>;

// @ts-expect-error: a handler is missing
export const tooFew: HandlersOf<'manage-cameras'> = withoutPutShare;

export const tooMany: HandlersOf<'presign-viewer-url'> = {
  ...presignViewerUrl,
  // @ts-expect-error: the table gives it to another function
  putShare: manageCameras.putShare,
};

export const answers = [
  answerOperations('manage-cameras', manageCameras, manageCamerasBodies, recordedLog()),
  // @ts-expect-error: another function's handlers
  answerOperations('manage-cameras', presignViewerUrl, manageCamerasBodies, recordedLog()),
  // @ts-expect-error: another function's bodies
  answerOperations('manage-cameras', manageCameras, presignViewerUrlBodies, recordedLog()),
];

export type Absent = [
  // @ts-expect-error: it is about no camera
  RequestOf<'listCameras'>['camera'],
  // @ts-expect-error: nobody is signed in
  RequestOf<'getOpenApi'>['userId'],
  // @ts-expect-error: it takes no body
  RequestOf<'getCamera'>['body'],
  // @ts-expect-error: the body's schema has no such field
  RequestOf<'putShare'>['body']['user'],
  // @ts-expect-error: the path has no such parameter
  RequestOf<'putShare'>['path']['userId'],
  // @ts-expect-error: the query has no such parameter
  RequestOf<'listCameras'>['query']['page'],
];

export const handlers: [
  OperationHandler<'cancelTransfer'>,
  OperationHandler<'listShares'>,
  OperationHandler<'listShares'>,
] = [
  // @ts-expect-error: the table lists no such success
  async () => ({ status: 200 }),
  // @ts-expect-error: not the answer's schema
  async () => ({ status: 200, body: { cameras: [] } }),
  // @ts-expect-error: the body is missing
  async () => ({ status: 200 }),
];

export const entries: Operation[] = [
  operations.putShare,
  // @ts-expect-error: no schema has this name
  { ...operations.putShare, body: 'share-requests' },
  // @ts-expect-error: nobody is that to a camera
  { ...operations.putShare, who: ['NEIGHBOUR'] },
  // @ts-expect-error: there is no such function
  { ...operations.putShare, handledBy: 'manage-shares' },
];
