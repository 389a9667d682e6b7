// How an app gets a viewer URL: the HTTP API, the function that decides who may, and the function that signs.
import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CorsHttpMethod,
  HttpApi,
  type HttpApiProps,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, MetricFilter, type LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { operations, type Operation } from '../../api/operations.ts';
import type { AuthorizeViewerEnvironment } from '../../functions/authorize-viewer/environment.ts';
import type { ManageCamerasEnvironment } from '../../functions/manage-cameras/environment.ts';
import type { PresignViewerUrlEnvironment } from '../../functions/presign-viewer-url/environment.ts';
import type { Settings } from '../settings.ts';
import { fileAlarm } from './alarm.ts';
import { createCallers, type Callers } from './callers.ts';
import type { Endpoints } from './endpoints.ts';
import { createLogGroup } from './log-group.ts';
import type { Rotation } from './rotation.ts';
import { ofStage } from './tag-conditions.ts';
import { createTypescriptFunction } from './typescript-function.ts';
import type { ViewerUserPool } from './user-pool.ts';

export interface ViewingProperties {
  readonly settings: Settings;
  readonly cameraTable: Table;
  readonly endpoints: Endpoints;
  readonly rotation: Rotation;
  readonly eventBus: EventBus;
  readonly userPool?: ViewerUserPool | undefined;
}

export class Viewing extends Construct {
  readonly api: HttpApi;
  readonly authorizeViewer: IFunction;
  readonly presignViewerUrl: IFunction;
  readonly manageCameras: IFunction;
  readonly callers: Callers;
  readonly throttledRequests: MetricFilter;

  constructor(
    scope: Construct,
    id: string,
    { settings, cameraTable, endpoints, rotation, eventBus, userPool }: ViewingProperties,
  ) {
    super(scope, id);

    this.callers = createCallers(this, settings, userPool);
    this.authorizeViewer = this.createAuthorizeViewer(settings, cameraTable);
    this.presignViewerUrl = this.createPresignViewerUrl(settings, cameraTable, endpoints);
    this.manageCameras = this.createManageCameras(settings, cameraTable, rotation, eventBus);
    const accessLogs = createLogGroup(
      this,
      'ViewerApiLogs',
      settings,
      `/aws/vendedlogs/apigateway/lensgate-${settings.stage}-ViewerApi`,
    );
    this.throttledRequests = new MetricFilter(this, 'ThrottledRequests', {
      // HTTP APIs count throttled requests among all other 4xx: the access log tells them apart.
      logGroup: accessLogs,
      filterPattern: FilterPattern.stringValue('$.status', '=', '429'),
      metricNamespace: `Lensgate/${settings.stage}`,
      metricName: 'ThrottledRequests',
      metricValue: '1',
    });
    this.api = this.createApi(settings, accessLogs);
    this.fileAlarms(settings);
  }

  private createAuthorizeViewer(settings: Settings, cameraTable: Table): IFunction {
    return createTypescriptFunction(this, 'AuthorizeViewer', {
      settings,
      folder: 'authorize-viewer',
      description: 'Decides whether this caller may view this camera',
      timeout: Duration.seconds(8), // API Gateway gives up on an authorizer after 10
      environment: {
        TABLE_NAME: cameraTable.tableName,
        ...this.callers.environment,
      } satisfies AuthorizeViewerEnvironment,
      permissions: [
        { actions: ['dynamodb:BatchGetItem'], resources: [cameraTable.tableArn] },
        ...this.callers.permissions,
      ],
      alarms: {
        throttled: "AuthorizeViewer is throttled: the API answers 500. Raise the account's Lambda concurrency.",
        failed: { heardBy: 'API' },
      },
    });
  }

  private createPresignViewerUrl(settings: Settings, cameraTable: Table, { refreshEndpoints }: Endpoints): IFunction {
    return createTypescriptFunction(this, 'PresignViewerUrl', {
      settings,
      folder: 'presign-viewer-url',
      description: 'Signs the viewer URL of the channel that was authorized',
      timeout: Duration.seconds(10),
      environment: {
        TABLE_NAME: cameraTable.tableName,
        REFRESH_ENDPOINTS_FUNCTION_NAME: refreshEndpoints.functionName,
        VIEWER_URL_TTL_SECONDS: String(settings.viewerUrlTtlSeconds),
        VIEWER_URL_LIMITS: JSON.stringify(settings.viewerUrlLimits),
      } satisfies PresignViewerUrlEnvironment,
      permissions: [
        { actions: ['dynamodb:BatchGetItem'], resources: [cameraTable.tableArn] },
        { actions: ['lambda:InvokeFunction'], resources: [refreshEndpoints.functionArn] },
        {
          // ConnectAsViewer is no call: KVS checks it on the signer when somebody opens the URL.
          actions: ['kinesisvideo:ConnectAsViewer', 'kinesisvideo:GetIceServerConfig'],
          resources: [Stack.of(this).formatArn({ service: 'kinesisvideo', resource: 'channel/*' })],
          conditions: { StringEquals: ofStage(settings.stage) },
          wildcardReason:
            'Which channel is signed is decided per request, from the record of the camera that was authorized.',
        },
      ],
      alarms: {
        throttled: "PresignViewerUrl is throttled: viewers get no URLs. Raise the account's Lambda concurrency.",
        failed: { heardBy: 'API' },
      },
    });
  }

  private createManageCameras(
    settings: Settings,
    cameraTable: Table,
    rotation: Rotation,
    eventBus: EventBus,
  ): IFunction {
    return createTypescriptFunction(this, 'ManageCameras', {
      settings,
      folder: 'manage-cameras',
      description: 'Lists cameras, and does to them what their owners ask for',
      timeout: Duration.seconds(10),
      environment: {
        TABLE_NAME: cameraTable.tableName,
        ROTATION_STATE_MACHINE_ARN: rotation.rotateChannel.stateMachineArn,
        EVENT_BUS_NAME: eventBus.eventBusName,
        CLAIMING: settings.claiming,
      } satisfies ManageCamerasEnvironment,
      permissions: [
        {
          actions: ['BatchGetItem', 'GetItem', 'UpdateItem', 'PutItem', 'DeleteItem', 'Query'].map(
            (name) => `dynamodb:${name}`,
          ),
          resources: [cameraTable.tableArn],
        },
        { actions: ['dynamodb:Query'], resources: [`${cameraTable.tableArn}/index/CamerasByUser`] },
        ...rotation.starts(),
        { actions: ['events:PutEvents'], resources: [eventBus.eventBusArn] },
      ],
      alarms: {
        throttled:
          "ManageCameras is throttled: owners can neither list nor share their cameras. Raise the account's Lambda concurrency.",
        failed: { heardBy: 'API' },
      },
    });
  }

  private createApi(settings: Settings, accessLogs: LogGroup): HttpApi {
    const authorizer = new HttpLambdaAuthorizer('ViewerAuthorizer', this.authorizeViewer, {
      responseTypes: [HttpLambdaResponseType.SIMPLE],
      identitySource: ['$request.header.Authorization'],
      resultsCacheTtl: Duration.seconds(0), // a revoked share is dead on the next request
    });
    const api = new HttpApi(this, 'ViewerApi', {
      description: `Lensgate ${settings.stage}: viewer URLs`,
      createDefaultStage: false,
      defaultAuthorizer: authorizer,
      ...corsPreflight(settings),
    });
    const integrations: Readonly<Record<Operation['handledBy'], HttpLambdaIntegration>> = {
      'manage-cameras': new HttpLambdaIntegration('ManageCameras', this.manageCameras),
      'presign-viewer-url': new HttpLambdaIntegration('PresignViewerUrl', this.presignViewerUrl),
    };
    for (const { method, path, who, handledBy } of Object.values(operations)) {
      const open = who === 'anybody';
      const routes = api.addRoutes({
        path,
        methods: [HttpMethod[method]],
        integration: integrations[handledBy],
        ...(open && { authorizer: new HttpNoneAuthorizer() }),
      });
      for (const route of open ? routes : []) {
        Validations.of(route).acknowledge({ id: 'AwsSolutions-APIG4', reason: reasonToBeOpen });
      }
    }

    new HttpStage(this, 'ViewerApiStage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      detailedMetricsEnabled: true,
      throttle: { rateLimit: settings.apiThrottle.requestsPerSecond, burstLimit: settings.apiThrottle.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLogs),
        format: AccessLogFormat.custom(JSON.stringify(accessLogFields)),
      },
    });
    return api;
  }

  private fileAlarms({ alarms }: Settings): void {
    fileAlarm(this, 'ApiServerErrors', {
      metric: this.api.metricServerError({ statistic: 'Sum' }),
      threshold: alarms.apiServerErrors,
      firstThingToDo: 'The viewer API answers 5xx. The logs of AuthorizeViewer and PresignViewerUrl name the cause.',
    });
    fileAlarm(this, 'ApiThrottled', {
      metric: this.throttledRequests.metric({ statistic: 'Sum' }),
      threshold: alarms.throttles,
      firstThingToDo:
        'The viewer API refuses requests with 429. Raise apiThrottle in infra/settings.ts, or find the caller.',
    });
  }
}

const reasonToBeOpen =
  'The document says what anybody may ask for, and nothing of any camera or user: apps read it before anybody signs in.';

/** Browsers may call from the stage's origins; a stage without any answers no preflight at all. */
function corsPreflight({ corsOrigins }: Settings): Pick<HttpApiProps, 'corsPreflight'> {
  if (corsOrigins.length === 0) return {};
  const corsPreflight = {
    allowOrigins: [...corsOrigins],
    allowMethods: [...new Set(Object.values(operations).map(({ method }) => CorsHttpMethod[method]))],
    allowHeaders: ['authorization', 'email', ...headersOfOperations(), 'content-type'],
    exposeHeaders: ['retry-after', 'apigw-requestid'],
    maxAge: Duration.hours(1),
  };
  return { corsPreflight };
}

const headersOfOperations = (): string[] => [
  ...new Set(Object.values<Operation>(operations).flatMap(({ headers = {} }) => Object.keys(headers))),
];

/** Neither path nor query: a viewer's camera is nobody's business, and what is not written cannot leak. */
const accessLogFields = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  routeKey: '$context.routeKey',
  status: '$context.status',
  responseLatencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integrationLatency',
  authorizerLatencyMs: '$context.authorizer.latency',
  authorizerError: '$context.authorizer.error',
  integrationError: '$context.integrationErrorMessage',
  sourceIp: '$context.identity.sourceIp',
};
