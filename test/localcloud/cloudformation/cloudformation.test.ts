// What the deployer put into the collection is what CloudFormation's read operations answer.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cloudFormation, type DeployedStack } from '../../../localcloud/services/cloudformation/cloudformation.ts';
import { startTestCloud, type TestCloud } from '../../support/cloud-context.ts';

const stack: DeployedStack = {
  stackName: 'Lensgate-dev-Service',
  outputs: [{ OutputKey: 'ApiUrl', OutputValue: 'http://127.0.0.1:4567' }],
  resources: [
    { LogicalResourceId: 'ViewerApi', PhysicalResourceId: 'abc123', ResourceType: 'AWS::ApiGatewayV2::Api' },
    { LogicalResourceId: 'Role', PhysicalResourceId: 'role', ResourceType: 'AWS::IAM::Role' },
  ],
  createdAt: Date.UTC(2026, 0, 1),
};

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await startTestCloud();
  await cloud.add(cloudFormation);
  await cloud.context.store.collection<DeployedStack>('cloudformation-stacks').put(stack.stackName, stack);
});
afterEach(() => cloud.stop());

describe('a deployed stack', () => {
  it('is described with its outputs, by name and by id', async () => {
    const { aws, iam } = cloud.context;
    const byName = await aws.call(iam.operatorPrincipal, 'cloudformation', 'DescribeStacks', {
      StackName: stack.stackName,
    });
    expect(byName.Stacks).toMatchObject([
      { StackStatus: 'CREATE_COMPLETE', Outputs: stack.outputs, CreationTime: new Date(stack.createdAt) },
    ]);
    const StackName = byName.Stacks![0]!.StackId;
    expect(StackName).toMatch(
      /^arn:aws:cloudformation:us-east-1:000000000000:stack\/Lensgate-dev-Service\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    );
    expect(await aws.call(iam.operatorPrincipal, 'cloudformation', 'DescribeStacks', { StackName })).toEqual(byName);
  });

  it('is listed, with its resources', async () => {
    const { aws, iam } = cloud.context;
    const { StackSummaries } = await aws.call(iam.operatorPrincipal, 'cloudformation', 'ListStacks', {});
    expect(StackSummaries).toMatchObject([{ StackName: stack.stackName }]);
    const { StackResourceSummaries } = await aws.call(iam.operatorPrincipal, 'cloudformation', 'ListStackResources', {
      StackName: stack.stackName,
    });
    expect(StackResourceSummaries).toMatchObject(stack.resources);
    const { StackResources } = await aws.call(iam.operatorPrincipal, 'cloudformation', 'DescribeStackResources', {
      StackName: stack.stackName,
      LogicalResourceId: 'Role',
    });
    expect(StackResources).toMatchObject([stack.resources[1]]);
  });
});

it('an unknown stack is a ValidationError, as the AWS CLI expects', async () => {
  const { aws, iam } = cloud.context;
  await expect(
    aws.call(iam.operatorPrincipal, 'cloudformation', 'DescribeStacks', { StackName: 'nope' }),
  ).rejects.toMatchObject({ name: 'ValidationError', message: 'Stack with id nope does not exist', statusCode: 400 });
});
