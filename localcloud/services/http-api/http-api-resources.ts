// The AWS::ApiGatewayV2 resources of the template become the API that the server answers with.
import { createHash } from 'node:crypto';
import type { CloudContext } from '../../core/cloud-context.ts';
import type { CreateResource, TemplateResource } from '../../core/service.ts';
import { logFileName } from './access-log.ts';
import type { Api, Cors, Throttle } from './api-parts.ts';
import { parseRouteKey } from './match-route.ts';

interface RouteSettings {
  ThrottlingBurstLimit?: number;
  ThrottlingRateLimit?: number;
}

interface Properties {
  Api: {
    Name?: string;
    ProtocolType: string;
    CorsConfiguration?: {
      AllowOrigins?: string[];
      AllowMethods?: string[];
      AllowHeaders?: string[];
      ExposeHeaders?: string[];
      AllowCredentials?: boolean;
      MaxAge?: number;
    };
  };
  Integration: {
    ApiId: string;
    IntegrationType: string;
    IntegrationUri: string;
    PayloadFormatVersion: string;
    TimeoutInMillis?: number;
  };
  Authorizer: {
    ApiId: string;
    AuthorizerType: string;
    AuthorizerUri: string;
    AuthorizerPayloadFormatVersion: string;
    EnableSimpleResponses?: boolean;
    IdentitySource?: string[];
    AuthorizerResultTtlInSeconds?: number;
  };
  Route: { ApiId: string; RouteKey: string; AuthorizationType?: string; AuthorizerId?: string; Target: string };
  Stage: {
    ApiId: string;
    StageName: string;
    AutoDeploy?: boolean;
    StageVariables?: Record<string, string>;
    AccessLogSettings?: { DestinationArn: string; Format: string };
    DefaultRouteSettings?: RouteSettings;
    RouteSettings?: Record<string, RouteSettings>;
  };
}

const known: { readonly [Type in keyof Properties]: readonly string[] } = {
  Api: [
    'Name',
    'ProtocolType',
    'CorsConfiguration',
    'Description',
    'Tags',
    'Version',
    'FailOnWarnings',
    'IpAddressType',
  ],
  Integration: [
    'ApiId',
    'IntegrationType',
    'IntegrationUri',
    'PayloadFormatVersion',
    'TimeoutInMillis',
    'IntegrationMethod',
    'ConnectionType',
    'Description',
  ],
  Authorizer: [
    'ApiId',
    'Name',
    'AuthorizerType',
    'AuthorizerUri',
    'AuthorizerPayloadFormatVersion',
    'EnableSimpleResponses',
    'IdentitySource',
    'AuthorizerResultTtlInSeconds',
  ],
  Route: ['ApiId', 'RouteKey', 'AuthorizationType', 'AuthorizerId', 'Target', 'OperationName'],
  Stage: [
    'ApiId',
    'StageName',
    'AutoDeploy',
    'StageVariables',
    'AccessLogSettings',
    'DefaultRouteSettings',
    'RouteSettings',
    'Description',
    'Tags',
  ],
};

const integrationTimeoutMs = 30_000;
const identitySource = /^\$(request\.(header|querystring)|context|stageVariables)\.\S+$/;

/** There is one address for HTTP APIs, so there is one API: `use` gets it, a second one is refused. */
export function httpApiResources(cloud: CloudContext, use: (api: Api) => void): Record<string, CreateResource> {
  let api: Api | undefined;
  const deployed = (): Api => api!;

  const createApi: CreateResource = async (resource) => {
    const { ProtocolType, CorsConfiguration } = read(resource, 'Api');
    const id = idOf(resource, 10);
    refuseUnless(resource, ProtocolType === 'HTTP', `ProtocolType is ${ProtocolType}; imitated is HTTP`);
    refuseUnless(
      resource,
      !api || api.id === id,
      'the local cloud has one HTTP API, and the templates have another already',
    );
    api = {
      id,
      cors: corsOf(CorsConfiguration),
      integrations: new Map(),
      authorizers: new Map(),
      routes: new Map(),
      stages: new Map(),
    };
    use(api);
    return { ref: id, attributes: { ApiId: id, ApiEndpoint: cloud.addresses.apiUrl } };
  };

  const createIntegration: CreateResource = async (resource) => {
    const { IntegrationType, IntegrationUri, PayloadFormatVersion, TimeoutInMillis } = read(resource, 'Integration');
    refuseUnless(
      resource,
      IntegrationType === 'AWS_PROXY',
      `IntegrationType is ${IntegrationType}; imitated is AWS_PROXY`,
    );
    refuseOtherVersion(resource, 'PayloadFormatVersion', PayloadFormatVersion);
    const id = idOf(resource, 7);
    const timeoutMs = TimeoutInMillis ?? integrationTimeoutMs;
    deployed().integrations.set(id, { functionArn: functionArnOf(resource, IntegrationUri), timeoutMs });
    return { ref: id, attributes: { IntegrationId: id } };
  };

  const createAuthorizer: CreateResource = async (resource) => {
    const properties = read(resource, 'Authorizer');
    const { AuthorizerType, AuthorizerUri, IdentitySource = [], AuthorizerResultTtlInSeconds: ttl } = properties;
    refuseUnless(resource, AuthorizerType === 'REQUEST', `AuthorizerType is ${AuthorizerType}; imitated is REQUEST`);
    refuseOtherVersion(resource, 'AuthorizerPayloadFormatVersion', properties.AuthorizerPayloadFormatVersion);
    refuseUnless(
      resource,
      ttl !== undefined && Number.isInteger(ttl) && ttl >= 0 && ttl <= 3600,
      `AuthorizerResultTtlInSeconds is ${ttl}; give 0 (never cached) to 3600`,
    );
    refuseUnless(
      resource,
      ttl === 0 || IdentitySource.length > 0,
      'a cached authorizer needs an IdentitySource as its key',
    );
    for (const source of IdentitySource)
      refuseUnless(
        resource,
        identitySource.test(source),
        `the identity source ${source} is none of $request.header.*, $request.querystring.*, $context.*, $stageVariables.*`,
      );
    const id = idOf(resource, 6);
    deployed().authorizers.set(id, {
      id,
      functionArn: functionArnOf(resource, AuthorizerUri),
      identitySources: IdentitySource,
      resultTtlSeconds: ttl!,
      simpleResponses: properties.EnableSimpleResponses ?? false,
    });
    return { ref: id, attributes: { AuthorizerId: id } };
  };

  const createRoute: CreateResource = async (resource) => {
    const { RouteKey, AuthorizationType = 'NONE', AuthorizerId, Target } = read(resource, 'Route');
    refuseUnless(
      resource,
      AuthorizationType === 'NONE' || AuthorizationType === 'CUSTOM',
      `AuthorizationType is ${AuthorizationType}; imitated are NONE and CUSTOM`,
    );
    const authorizer = AuthorizationType === 'CUSTOM' ? deployed().authorizers.get(AuthorizerId ?? '') : undefined;
    refuseUnless(resource, AuthorizationType === 'NONE' || authorizer, `there is no authorizer ${AuthorizerId}`);
    const integration = deployed().integrations.get(Target?.replace(/^integrations\//, ''));
    if (!integration) throw new Error(`${resource.logicalId}: the Target ${Target} is no integration of this API`);
    refuseUnless(resource, !deployed().routes.has(RouteKey), `the API has a route ${RouteKey} already`);
    deployed().routes.set(RouteKey, { pattern: parseRouteKey(RouteKey), authorizer, integration });
    const id = idOf(resource, 7);
    return { ref: id, attributes: { RouteId: id } };
  };

  const createStage: CreateResource = async (resource) => {
    const properties = read(resource, 'Stage');
    const { StageName, AutoDeploy, AccessLogSettings } = properties;
    refuseUnless(resource, AutoDeploy === true, 'a stage without AutoDeploy is not imitated');
    const routeThrottles = Object.entries(properties.RouteSettings ?? {}).flatMap(([routeKey, settings]) => {
      const throttle = throttleOf(settings);
      return throttle ? [[routeKey, throttle] as const] : [];
    });
    deployed().stages.set(StageName, {
      name: StageName,
      variables: properties.StageVariables ?? {},
      throttle: throttleOf(properties.DefaultRouteSettings),
      routeThrottles: Object.fromEntries(routeThrottles),
      ...(AccessLogSettings && {
        accessLog: { file: logFileName(AccessLogSettings.DestinationArn), format: AccessLogSettings.Format },
      }),
    });
    return { ref: StageName, attributes: {} };
  };

  return {
    'AWS::ApiGatewayV2::Api': createApi,
    'AWS::ApiGatewayV2::Integration': createIntegration,
    'AWS::ApiGatewayV2::Authorizer': createAuthorizer,
    'AWS::ApiGatewayV2::Route': createRoute,
    'AWS::ApiGatewayV2::Stage': createStage,
  };
}

function read<T extends keyof Properties>(resource: TemplateResource, type: T): Properties[T] {
  const unknown = Object.keys(resource.properties).find((name) => !known[type].includes(name));
  refuseUnless(resource, unknown === undefined, `the property ${unknown} is not imitated`);
  return resource.properties as unknown as Properties[T];
}

function refuseUnless({ logicalId, type }: TemplateResource, holds: unknown, otherwise: string): void {
  if (!holds) throw new Error(`${logicalId} (${type}): ${otherwise}.`);
}

function refuseOtherVersion(resource: TemplateResource, property: string, version: string): void {
  refuseUnless(resource, version === '2.0', `${property} is ${version}; imitated is 2.0`);
}

/** The same at every start, in the alphabet of AWS's ids. */
function idOf({ stackName, logicalId }: TemplateResource, length: number): string {
  const digest = createHash('sha256').update(`${stackName}/${logicalId}`).digest('hex');
  return BigInt(`0x${digest}`).toString(36).slice(0, length);
}

// Either the function's ARN, or `arn:aws:apigateway:<region>:lambda:path/2015-03-31/functions/<function ARN>/invocations`.
function functionArnOf(resource: TemplateResource, uri: string): string {
  const arn = /:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/.exec(uri)?.[1] ?? uri;
  refuseUnless(resource, /^arn:aws:lambda:[^:]+:\d+:function:/.test(arn), `${uri} does not name a Lambda function`);
  return arn;
}

function throttleOf(settings: RouteSettings | undefined): Throttle | undefined {
  if (settings?.ThrottlingRateLimit === undefined && settings?.ThrottlingBurstLimit === undefined) return undefined;
  // The account's quotas where only one is given. [APIGW: account-level throttling]
  return {
    requestsPerSecond: settings.ThrottlingRateLimit ?? 10_000,
    burst: settings.ThrottlingBurstLimit ?? 5_000,
  };
}

function corsOf(cors: Properties['Api']['CorsConfiguration']): Cors | undefined {
  return (
    cors && {
      allowOrigins: cors.AllowOrigins ?? [],
      allowMethods: cors.AllowMethods ?? [],
      allowHeaders: cors.AllowHeaders ?? [],
      exposeHeaders: cors.ExposeHeaders ?? [],
      allowCredentials: cors.AllowCredentials ?? false,
      maxAgeSeconds: cors.MaxAge,
    }
  );
}
