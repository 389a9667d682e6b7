// The viewer API without a gateway: authorizer and function, one after the other, on the local DynamoDB, at a time of the test's choosing.
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { AnnounceChange } from '../../events/announce-change.ts';
import { validateCameraOwnershipChanged, type CameraOwnershipChanged } from '../../events/index.ts';
import { authorizeViewer } from '../../functions/authorize-viewer/authorize-viewer.ts';
import { readCameraItems } from '../../functions/shared/camera-access/read-camera-items.ts';
import type { ExecutionStarter } from '../../executions/execution-starter.ts';
import type { Item } from '../../records/camera-table.ts';
import type { Claiming } from '../../api/claiming.ts';
import { manageCamerasBodies } from '../../api/generated/payloads.ts';
import { answerOperations, type OperationEvent } from '../../functions/shared/http/answer-operations.ts';
import { manageCameras } from '../../functions/manage-cameras/manage-cameras.ts';
import { recordedLog, type RecordedLog } from '../functions/recorded-log.ts';
import { startCameraTable, type LocalCameraTable } from './camera-table.ts';

export interface Request {
  /** E-mail address, as proven; `admin@…` is an admin. */
  readonly as: string;
  /** `PUT /cameras/{cameraName}/shares/{email}` */
  readonly route: string;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: unknown;
  /** Runs when the authorizer has decided, and the function has not begun. */
  readonly meanwhile?: () => Promise<unknown>;
}

export interface Answered {
  /** 403 stands for the gateway's own. */
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Record<string, unknown>;
}

export interface ViewerApiInProcess {
  readonly table: LocalCameraTable;
  readonly log: RecordedLog;
  readonly rotations: ExecutionStarter;
  readonly announce: AnnounceChange;
  /** What the event bus was told, in order. */
  readonly announced: CameraOwnershipChanged[];
  /** The channels whose sessions were to be ended, in order. */
  readonly rotated: string[];
  /** While it is, no session is ended. */
  stepFunctionsIsDown: boolean;
  /** While it is, the event bus takes nothing. */
  busIsDown: boolean;
  /** Milliseconds since the epoch. */
  now: number;
  call(request: Request): Promise<Answered>;
  /** Whether the authorizer would let this user have a viewer URL. */
  mayWatch(userId: string, cameraName: string): Promise<boolean>;
  put(item: Item): Promise<void>;
  /** The item with the same key, as it is now. */
  get(item: Item): Promise<Item | undefined>;
  stop(): Promise<void>;
}

export async function startViewerApiInProcess(claiming: Claiming = 'both'): Promise<ViewerApiInProcess> {
  const table = await startCameraTable();
  const log = recordedLog();
  let requests = 0;
  const rotations: ExecutionStarter = {
    async start(_, input) {
      if (api.stepFunctionsIsDown) throw new Error('Step Functions is down');
      api.rotated.push((JSON.parse(input) as { channelArn: string }).channelArn);
      return true;
    },
    find: async () => undefined,
  };
  const api: ViewerApiInProcess = {
    table,
    log,
    rotations,
    announce,
    announced: [],
    rotated: [],
    stepFunctionsIsDown: false,
    busIsDown: false,
    now: Date.UTC(2026, 10, 22, 8),
    async call({ as, route, path = {}, query = '', body, meanwhile }) {
      const requestId = `request-${++requests}`;
      const verdict = await authorize(as, route, path, requestId);
      await meanwhile?.();
      if (!verdict.isAuthorized) return { status: 403, headers: {}, body: {} };
      const event: OperationEvent = {
        routeKey: route,
        pathParameters: path,
        rawQueryString: query,
        headers: { 'content-type': 'application/json' },
        isBase64Encoded: false,
        ...(body !== undefined && { body: JSON.stringify(body) }),
        requestContext: {
          requestId,
          authorizer: { lambda: 'context' in verdict ? { ...verdict.context } : null },
        },
      };
      const answer = await answerOperations('manage-cameras', handlers, manageCamerasBodies, log)(event);
      return {
        status: answer.statusCode!,
        headers: answer.headers ?? {},
        body: JSON.parse(answer.body ?? '{}') as Record<string, unknown>,
      };
    },
    mayWatch: async (as, cameraName) =>
      (await authorize(as, 'GET /cameras/{cameraName}/viewer-url', { cameraName }, 'request')).isAuthorized,
    put: async (Item) => void (await table.client.send(new PutCommand({ TableName: table.tableName, Item }))),
    get: async ({ pk, sk }) =>
      (await table.client.send(new GetCommand({ TableName: table.tableName, Key: { pk, sk } }))).Item,
    stop: () => table.stop(),
  };
  const handlers = manageCameras({ ...table, claiming, rotations, announce, now: () => api.now, log });
  return api;

  async function announce(change: CameraOwnershipChanged): Promise<void> {
    if (api.busIsDown) throw new Error('the bus is down');
    api.announced.push(validateCameraOwnershipChanged(change));
  }

  function authorize(as: string, routeKey: string, pathParameters: object, requestId: string) {
    const event = { routeKey, pathParameters, headers: {}, requestContext: { requestId } };
    return authorizeViewer(event as unknown as APIGatewayRequestAuthorizerEventV2, {
      authenticate: async () => ({ userId: as, isAdmin: as.startsWith('admin@') }),
      read: async (cameraName, userId, wanted) => (await readCameraItems(table, [cameraName], userId, wanted))[0]!,
      now: () => api.now,
      log: recordedLog(),
    });
  }
}
