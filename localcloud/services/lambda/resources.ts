// Functions, their permissions and their event sources as templates write them.
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import type { CloudContext } from '../../core/cloud-context.ts';
import type { CreateResource, TemplateResource } from '../../core/service.ts';
import { authorize } from '../../access/authorize.ts';
import type { EventSourceMappings } from './event-source-mappings.ts';
import type { Functions } from './functions.ts';
import type { Invoker } from './invoker.ts';
import { functionProperties, mappingProperties, permissionProperties } from './properties.ts';

export function lambdaResources(
  cloud: CloudContext,
  parts: { functions: Functions; invoker: Invoker; mappings: EventSourceMappings },
): Record<string, CreateResource> {
  const { functions, invoker, mappings } = parts;
  return {
    'AWS::Lambda::Function': async (resource) => {
      const properties = functionProperties(resource);
      const name = properties.FunctionName ?? resource.physicalName(64);
      const codeDirectory = resource.assetPath(properties.Code.S3Key);
      if (!statSync(codeDirectory).isDirectory()) {
        throw new Error(`the code of ${resource.logicalId} must be a directory of the assembly: ${codeDirectory}`);
      }
      const fn = {
        name,
        arn: functions.arnOf(name),
        description: properties.Description ?? '',
        roleArn: properties.Role,
        handler: properties.Handler,
        runtime: properties.Runtime,
        codeDirectory,
        timeoutSeconds: Number(properties.Timeout ?? 3),
        memoryMb: Number(properties.MemorySize ?? 128),
        environment: properties.Environment?.Variables ?? {},
        logGroupName: properties.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
        reservedConcurrency: properties.ReservedConcurrentExecutions,
        modifiedAt: cloud.clock.now(),
      };
      // As on AWS, a role that Lambda may not assume is found out now, not at the first event.
      invoker.session(fn);
      functions.put(fn);
      return { ref: name, attributes: { Arn: fn.arn } };
    },

    'AWS::Lambda::Permission': async (resource) => {
      const { Action, FunctionName, Principal, SourceArn, SourceAccount } = permissionProperties(resource);
      const fn = functions.get(FunctionName);
      const isService = Principal.endsWith('.amazonaws.com');
      functions.allow(fn.name, `${resource.stackName}/${resource.logicalId}`, {
        Sid: resource.logicalId,
        Effect: 'Allow',
        Principal: Principal === '*' ? '*' : isService ? { Service: Principal } : { AWS: Principal },
        Action,
        Resource: fn.arn,
        Condition: {
          ...(SourceArn !== undefined && { ArnLike: { 'aws:SourceArn': SourceArn } }),
          ...(SourceAccount !== undefined && { StringEquals: { 'aws:SourceAccount': SourceAccount } }),
        },
      });
      return { ref: resource.logicalId, attributes: { Id: resource.logicalId } };
    },

    'AWS::Lambda::EventSourceMapping': async (resource) => {
      const properties = mappingProperties(resource);
      const fn = functions.get(properties.FunctionName);
      const queueArn = properties.EventSourceArn;
      const role = invoker.principal(fn);
      for (const action of ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']) {
        // Here the function's own policies must do; the queue's are asked at every poll.
        try {
          authorize(role, { action: `sqs:${action}`, resource: queueArn });
        } catch (cause) {
          throw new Error(
            `The function execution role does not have permissions to call ${action} on SQS: ${fn.roleArn} lacks sqs:${action} on ${queueArn}`,
            { cause },
          );
        }
      }
      await checkVisibilityTimeout(cloud, queueArn, fn.timeoutSeconds);
      const uuid = uuidOf(resource);
      await mappings.put({
        uuid,
        functionName: fn.name,
        queueArn,
        enabled: properties.Enabled ?? true,
        batchSize: properties.BatchSize ?? 10,
        batchingWindowSeconds: properties.MaximumBatchingWindowInSeconds ?? 0,
        reportBatchItemFailures: properties.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
        maximumConcurrency: properties.ScalingConfig?.MaximumConcurrency,
        modifiedAt: cloud.clock.now(),
      });
      return { ref: uuid, attributes: { Id: uuid } };
    },
  };
}

// Without this, a message comes back while its first batch is still at work; AWS refuses it too.
async function checkVisibilityTimeout(cloud: CloudContext, queueArn: string, timeoutSeconds: number): Promise<void> {
  const [account, name] = queueArn.split(':').slice(-2);
  const { Attributes } = await cloud.aws.call(cloud.iam.operatorPrincipal, 'sqs', 'GetQueueAttributes', {
    QueueUrl: `${cloud.addresses.awsEndpointUrl}/${account}/${name}`,
    AttributeNames: ['VisibilityTimeout'],
  });
  const visibilityTimeout = Number(Attributes?.VisibilityTimeout);
  if (visibilityTimeout < timeoutSeconds) {
    throw new Error(
      `Queue visibility timeout: ${visibilityTimeout} seconds is less than Function timeout: ${timeoutSeconds} seconds`,
    );
  }
}

/** The same at every start. */
function uuidOf({ stackName, logicalId }: TemplateResource): string {
  const hex = createHash('sha256').update(`${stackName}/${logicalId}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
