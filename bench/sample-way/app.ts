// A stack that does the work of a viewer URL the way the AWS sample does it, for the measurement beside ours: a table of users, two functions,
// an API with one route. The functions have the same runtime, architecture and memory as ours.
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { HttpApi, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleOptions } from '../../infra/bundle-options.ts';
import { selfContainedSynthesizer } from '../../infra/self-contained-synthesizer.ts';

// Of the bundles; the assembly has copies of them.
const temporary = mkdtempSync(join(tmpdir(), 'lensgate-bench-'));
const app = new App({ analyticsReporting: false });
const stack = new Stack(app, 'SampleWay', { synthesizer: selfContainedSynthesizer() });

const users = new Table(stack, 'Users', {
  partitionKey: { name: 'email', type: AttributeType.STRING },
  billingMode: BillingMode.PAY_PER_REQUEST,
});
const authorize = createFunction('Authorize', 'authorize.ts', ['dynamodb:GetItem'], users.tableArn, {
  TABLE_NAME: users.tableName,
});
const presign = createFunction(
  'Presign',
  'presign.ts',
  ['DescribeSignalingChannel', 'GetSignalingChannelEndpoint', 'ConnectAsViewer'].map((name) => `kinesisvideo:${name}`),
  stack.formatArn({ service: 'kinesisvideo', resource: 'channel/*' }),
);
const api = new HttpApi(stack, 'Api');
new HttpRoute(stack, 'Route', {
  httpApi: api,
  routeKey: HttpRouteKey.DEFAULT,
  integration: new HttpLambdaIntegration('PresignIntegration', presign),
  authorizer: new HttpLambdaAuthorizer('Authorizer', authorize, {
    responseTypes: [HttpLambdaResponseType.SIMPLE],
    identitySource: ['$request.header.Authorization'],
    resultsCacheTtl: Duration.seconds(0),
  }),
});
new CfnOutput(stack, 'UsersTableName', { value: users.tableName });
app.synth();
rmSync(temporary, { recursive: true });

function createFunction(
  id: string,
  entry: string,
  actions: string[],
  resource: string,
  environment: Record<string, string> = {},
): Function {
  const directory = join(temporary, id);
  const source = join(import.meta.dirname, entry);
  buildSync({ entryPoints: [source], outfile: join(directory, 'index.mjs'), ...bundleOptions });
  const role = new Role(stack, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(new PolicyStatement({ actions, resources: [resource] }));
  return new Function(stack, id, {
    code: Code.fromAsset(directory),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: 512,
    environment,
    role,
    // On AWS each request that waits has a sandbox of its own; the local cloud starts eight unless it is told otherwise.
    reservedConcurrentExecutions: 32,
  });
}
