// The operations that answer with URLs. Everything that gets signed comes from the camera's record, nothing from the caller.
import type { ViewerUrlResponse, ViewerUrlsResponse } from '../../api/payloads/index.ts';
import { authorizedCamera, type AuthorizedCamera } from '../shared/camera-access/authorized-camera.ts';
import { cameraAndUser, type CameraItems } from '../shared/camera-access/camera-items.ts';
import { standingOf } from '../shared/camera-access/standing.ts';
import { needNewEndpoints } from '../shared/endpoints-age.ts';
import type { Call, HandlersOf, RequestOf } from '../shared/http/operation-handler.ts';
import { Problem } from '../shared/http/problem.ts';
import { errorFields } from '../shared/log.ts';
import { RequestBuckets } from '../shared/request-buckets.ts';
import type { PresignViewerUrlDependencies } from './dependencies.ts';
import { go2rtcSource } from './go2rtc-source.ts';
import { makeViewerUrl } from './make-viewer-url.ts';

export function presignViewerUrl(dependencies: PresignViewerUrlDependencies): HandlersOf<'presign-viewer-url'> {
  const { limits, now, iceServers, requestEndpointRefresh, read, log } = dependencies;
  const users = new RequestBuckets(limits.user, now);
  const cameras = new RequestBuckets(limits.camera, now);

  async function viewerUrl(camera: AuthorizedCamera, userId: string, ice: boolean): Promise<ViewerUrlResponse> {
    cameras.takeOrRefuse(`${camera.cameraName}#${userId}`, 'You ask for this camera too often');
    const [answer, servers] = await Promise.all([
      makeViewerUrl(camera, dependencies),
      ice ? iceServers.of(camera) : undefined,
      refreshEndpointsOf(camera),
    ]);
    return { ...answer, ...(servers && { iceServers: servers }) };
  }

  async function refreshEndpointsOf(camera: AuthorizedCamera, connectionFailed = false): Promise<void> {
    const { cameraName, channelArn, endpointsAt } = camera;
    if (!needNewEndpoints(endpointsAt, now(), { connectionFailed })) return;
    await requestEndpointRefresh({
      cameraName,
      channelArn,
      ...(endpointsAt !== undefined && { seenEndpointsAt: endpointsAt }),
    });
  }

  async function oneOfMany(
    cameraName: string,
    items: CameraItems,
    { userId, isAdmin, requestId, query }: RequestOf<'createViewerUrls'> & Call,
  ): Promise<ViewerUrlsResponse['results'][number]> {
    try {
      const known = cameraAndUser(items);
      const { roles, reason } = standingOf(known, { userId, isAdmin }, now() / 1000);
      const role = roles.find((held) => held === 'OWNER' || held === 'VIEWER');
      const audit = { decision: role ? 'allow' : 'deny', reason: role ?? reason, userId, cameraName, requestId };
      log.info('viewer authorization', { ...audit, routeKey: 'POST /viewer-urls' });
      if (!role) return { cameraName, status: 403, title: 'Forbidden' };
      const url = await viewerUrl(authorizedCamera(known, role), userId, query.ice !== 'false');
      return { cameraName, status: 200, viewerUrl: url };
    } catch (error) {
      if (!(error instanceof Problem)) log.error('operation failed', { requestId, cameraName, ...errorFields(error) });
      return refusalOf(cameraName, error);
    }
  }

  return {
    async getViewerUrl({ camera, userId, query }) {
      users.takeOrRefuse(userId, 'You ask too often');
      const answer = await viewerUrl(camera, userId, query.ice !== 'false');
      return { status: 200, body: query.format === 'go2rtc' ? go2rtcSource(answer) : answer };
    },
    async createViewerUrls(request) {
      const names = [...new Set(request.body.cameras)];
      users.takeOrRefuse(request.userId, 'You ask too often', names.length);
      const items = await read(names, request.userId);
      const results = await Promise.all(names.map((name, index) => oneOfMany(name, items[index]!, request)));
      return { status: 200, body: { results } };
    },
    async reportConnectionFailure({ camera, userId }) {
      users.takeOrRefuse(userId, 'You ask too often');
      await refreshEndpointsOf(camera, true);
      return { status: 202 };
    },
    async signChannelUrl({ camera, userId }) {
      users.takeOrRefuse(userId, 'You ask too often');
      return { status: 200, body: { signedURL: (await viewerUrl(camera, userId, false)).url } };
    },
  };
}

/** One camera's trouble is its own: the others of the wall are answered. */
function refusalOf(cameraName: string, error: unknown): ViewerUrlsResponse['results'][number] {
  if (!(error instanceof Problem)) return { cameraName, status: 500, title: 'Internal Server Error' };
  const retryAfterSeconds = Number(error.options.headers?.['retry-after']);
  const status = error.status === 429 ? 429 : 503;
  return { cameraName, status, title: error.title, ...(retryAfterSeconds > 0 && { retryAfterSeconds }) };
}
