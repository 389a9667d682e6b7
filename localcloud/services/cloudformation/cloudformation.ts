// CloudFormation, to read only: what the deployer put here, its outputs above all.
import { createHash } from 'node:crypto';
import { AwsError } from '../../core/aws-error.ts';
import { arn, type CloudContext } from '../../core/cloud-context.ts';
import { awsApi } from '../../core/operation.ts';
import type { Service } from '../../core/service.ts';

/** A deployed stack; the deployer keeps it in the collection `cloudformation-stacks` under its name. */
export interface DeployedStack {
  stackName: string;
  outputs: { OutputKey: string; OutputValue: string; Description?: string; ExportName?: string }[];
  resources: { LogicalResourceId: string; PhysicalResourceId: string; ResourceType: string }[];
  /** Milliseconds since the epoch. */
  createdAt: number;
}

const StackStatus = 'CREATE_COMPLETE' as const;
const ResourceStatus = 'CREATE_COMPLETE' as const;

export function cloudFormation(cloud: CloudContext): Service {
  const stacks = cloud.store.collection<DeployedStack>('cloudformation-stacks');
  const stackId = ({ stackName }: DeployedStack): string => {
    const hash = createHash('sha256').update(stackName).digest('hex');
    const uuid = [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)];
    return arn(cloud, 'cloudformation', `stack/${stackName}/${uuid.join('-')}`);
  };
  const find = (nameOrId: string): DeployedStack | undefined =>
    stacks.get(nameOrId) ?? stacks.values().find((stack) => stackId(stack) === nameOrId);
  const named = (nameOrId: string | undefined): DeployedStack => {
    if (nameOrId === undefined) throw invalid('StackName must be given');
    const stack = find(nameOrId);
    if (!stack) throw invalid(`Stack with id ${nameOrId} does not exist`);
    return stack;
  };
  const permission = (action: string, nameOrId: string | undefined) => {
    const stack = nameOrId === undefined ? undefined : find(nameOrId);
    const resource = stack ? stackId(stack) : arn(cloud, 'cloudformation', `stack/${nameOrId ?? '*'}/*`);
    return { action: `cloudformation:${action}`, resource };
  };

  return {
    name: 'cloudformation',
    apis: [
      awsApi('cloudformation', {
        DescribeStacks: {
          permissions: ({ StackName }) => permission('DescribeStacks', StackName),
          handle: async ({ StackName }) => ({
            Stacks: (StackName === undefined ? stacks.values() : [named(StackName)]).map((stack) => ({
              StackId: stackId(stack),
              StackName: stack.stackName,
              CreationTime: new Date(stack.createdAt),
              StackStatus,
              Outputs: stack.outputs,
            })),
          }),
        },

        ListStacks: {
          permissions: () => permission('ListStacks', undefined),
          handle: async ({ StackStatusFilter }) => ({
            StackSummaries: stacks
              .values()
              .filter(() => !StackStatusFilter?.length || StackStatusFilter.includes(StackStatus))
              .map((stack) => ({
                StackId: stackId(stack),
                StackName: stack.stackName,
                CreationTime: new Date(stack.createdAt),
                StackStatus,
              })),
          }),
        },

        DescribeStackResources: {
          permissions: ({ StackName }) => permission('DescribeStackResources', StackName),
          async handle({ StackName, LogicalResourceId }) {
            const stack = named(StackName);
            return {
              StackResources: stack.resources
                .filter(
                  (resource) => LogicalResourceId === undefined || resource.LogicalResourceId === LogicalResourceId,
                )
                .map((resource) => ({
                  StackName: stack.stackName,
                  StackId: stackId(stack),
                  ...resource,
                  Timestamp: new Date(stack.createdAt),
                  ResourceStatus,
                })),
            };
          },
        },

        ListStackResources: {
          permissions: ({ StackName }) => permission('ListStackResources', StackName),
          async handle({ StackName }) {
            const stack = named(StackName);
            return {
              StackResourceSummaries: stack.resources.map((resource) => ({
                ...resource,
                LastUpdatedTimestamp: new Date(stack.createdAt),
                ResourceStatus,
              })),
            };
          },
        },
      }),
    ],
  };
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message, { statusCode: 400 });
}
