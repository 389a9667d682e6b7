// An HTTP API with fake functions behind it, deployed as a template would: the viewer API's routes and authorizer.
import type { Service } from '../../../localcloud/core/service.ts';
import { httpApi } from '../../../localcloud/services/http-api/http-api.ts';
import { startTestCloud, type TestCloud } from '../../support/cloud-context.ts';
import { fakeLambda, type FakeFunction } from '../../support/fake-lambda.ts';
import { templateResource } from '../../support/template-resource.ts';

export const functionArn = (name: string): string => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
const invocationUri = (name: string): string =>
  `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn(name)}/invocations`;

export interface ApiOptions {
  routes?: string[];
  authorizer?: Record<string, unknown>;
  api?: Record<string, unknown>;
  stage?: Record<string, unknown>;
  authorize?: (event: never) => unknown;
  present?: (event: never) => unknown;
  authorizerSources?: string[];
  integrationSources?: string[];
}

export interface DeployedApi {
  readonly cloud: TestCloud;
  readonly service: Service;
  readonly url: string;
  readonly apiId: string;
  readonly authorizerId: string;
  /** Events as the functions got them. */
  readonly authorizerEvents: Record<string, unknown>[];
  readonly integrationEvents: Record<string, unknown>[];
}

/** Routes whose key ends in `(open)` have no authorizer. */
export async function deployApi(options: ApiOptions = {}): Promise<DeployedApi> {
  const cloud = await startTestCloud();
  const [service] = await cloud.add(httpApi);
  const create = (type: string, logicalId: string, properties: Record<string, unknown>) =>
    service!.resources![`AWS::ApiGatewayV2::${type}`]!(
      templateResource(`AWS::ApiGatewayV2::${type}`, logicalId, properties),
    );
  const api = await create('Api', 'ViewerApi', { Name: 'ViewerApi', ProtocolType: 'HTTP', ...options.api });
  const ApiId = api.ref;
  const authorizer = await create('Authorizer', 'ViewerAuthorizer', {
    ApiId,
    Name: 'ViewerAuthorizer',
    AuthorizerType: 'REQUEST',
    AuthorizerUri: invocationUri('authorize'),
    AuthorizerPayloadFormatVersion: '2.0',
    EnableSimpleResponses: true,
    IdentitySource: ['$request.header.authorization'],
    AuthorizerResultTtlInSeconds: 0,
    ...options.authorizer,
  });
  const integration = await create('Integration', 'PresignIntegration', {
    ApiId,
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: functionArn('present'),
    PayloadFormatVersion: '2.0',
  });
  for (const [index, text] of (options.routes ?? ['GET /cameras/{cameraName}/viewer-url', 'GET /']).entries()) {
    const open = text.endsWith(' (open)');
    await create('Route', `Route${index}`, {
      ApiId,
      RouteKey: text.replace(' (open)', ''),
      Target: `integrations/${integration.ref}`,
      AuthorizationType: open ? 'NONE' : 'CUSTOM',
      ...(!open && { AuthorizerId: authorizer.ref }),
    });
  }
  await create('Stage', 'DefaultStage', { ApiId, StageName: '$default', AutoDeploy: true, ...options.stage });

  const authorizerEvents: Record<string, unknown>[] = [];
  const integrationEvents: Record<string, unknown>[] = [];
  const recorded = (events: Record<string, unknown>[], answer: (event: never) => unknown) => (event: never) => {
    events.push(event);
    return answer(event);
  };
  const functions: Record<string, FakeFunction> = {
    [functionArn('authorize')]: {
      handler: recorded(authorizerEvents, options.authorize ?? (() => ({ isAuthorized: true }))),
      allowedSources: options.authorizerSources ?? [
        `arn:aws:execute-api:us-east-1:000000000000:${ApiId}/authorizers/${authorizer.ref}`,
      ],
    },
    [functionArn('present')]: {
      handler: recorded(integrationEvents, options.present ?? (() => ({ ok: true }))),
      allowedSources: options.integrationSources ?? [`arn:aws:execute-api:us-east-1:000000000000:${ApiId}/*/*`],
    },
  };
  cloud.context.aws.add(fakeLambda(functions));
  return {
    cloud,
    service: service!,
    url: cloud.context.addresses.apiUrl,
    apiId: ApiId,
    authorizerId: authorizer.ref,
    authorizerEvents,
    integrationEvents,
  };
}
