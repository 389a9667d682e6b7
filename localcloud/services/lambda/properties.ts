// The template properties of Lambda's resource types that the local cloud understands; any other is refused by name.
import type { TemplateResource } from '../../core/service.ts';

export interface FunctionProperties {
  FunctionName?: string;
  Description?: string;
  Code: { S3Bucket: string; S3Key: string };
  Handler: string;
  Runtime: string;
  Role: string;
  Timeout?: number | string;
  MemorySize?: number | string;
  Environment?: { Variables?: Record<string, string> };
  LoggingConfig?: { LogGroup?: string };
  ReservedConcurrentExecutions?: number;
}

export interface PermissionProperties {
  Action: string;
  FunctionName: string;
  Principal: string;
  SourceArn?: string;
  SourceAccount?: string;
}

export interface MappingProperties {
  FunctionName: string;
  EventSourceArn: string;
  Enabled?: boolean;
  BatchSize?: number;
  MaximumBatchingWindowInSeconds?: number;
  FunctionResponseTypes?: string[];
  ScalingConfig?: { MaximumConcurrency?: number };
}

const functionNames = [
  ...['FunctionName', 'Description', 'Code', 'Handler', 'Runtime', 'Role', 'Timeout', 'MemorySize', 'Environment'],
  ...['LoggingConfig', 'ReservedConcurrentExecutions'],
  // Accepted, without effect on one machine.
  ...[
    'Architectures',
    'PackageType',
    'TracingConfig',
    'EphemeralStorage',
    'RuntimeManagementConfig',
    'RecursiveLoop',
    'Tags',
  ],
];
const permissionNames = ['Action', 'FunctionName', 'Principal', 'SourceArn', 'SourceAccount'];
const mappingNames = [
  ...['FunctionName', 'EventSourceArn', 'Enabled', 'BatchSize', 'MaximumBatchingWindowInSeconds'],
  ...['FunctionResponseTypes', 'ScalingConfig', 'Tags'],
];

export function functionProperties(resource: TemplateResource): FunctionProperties {
  const properties = known<FunctionProperties>(resource, functionNames, ['Code', 'Handler', 'Runtime', 'Role']);
  if (!/^nodejs\d+\.x$/.test(properties.Runtime)) {
    throw new Error(`the runtime ${properties.Runtime} is not imitated: only nodejs*.x is`);
  }
  if (typeof properties.Code.S3Key !== 'string') throw new Error('Code must name an asset (S3Bucket and S3Key)');
  return properties;
}

export function permissionProperties(resource: TemplateResource): PermissionProperties {
  return known<PermissionProperties>(resource, permissionNames, ['Action', 'FunctionName', 'Principal']);
}

/** The limits are Lambda's. [Lambda API: CreateEventSourceMapping] */
export function mappingProperties(resource: TemplateResource): MappingProperties {
  const properties = known<MappingProperties>(resource, mappingNames, ['FunctionName', 'EventSourceArn']);
  const { BatchSize = 10, MaximumBatchingWindowInSeconds: window = 0, ScalingConfig, EventSourceArn } = properties;
  const concurrency = ScalingConfig?.MaximumConcurrency;
  if (!EventSourceArn.startsWith('arn:aws:sqs:'))
    throw new Error(`only queues are imitated as event sources, not ${EventSourceArn}`);
  if (!(BatchSize >= 1 && BatchSize <= 10_000)) throw new Error(`BatchSize must be from 1 to 10000, not ${BatchSize}`);
  if (!(window >= 0 && window <= 300)) {
    throw new Error(`MaximumBatchingWindowInSeconds must be from 0 to 300, not ${window}`);
  }
  if (BatchSize > 10 && window < 1) {
    throw new Error('Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10');
  }
  if (concurrency !== undefined && !(concurrency >= 2 && concurrency <= 1000)) {
    throw new Error(`MaximumConcurrency must be from 2 to 1000, not ${concurrency}`);
  }
  return properties;
}

function known<T>({ type, properties }: TemplateResource, names: readonly string[], required: readonly string[]): T {
  const unknown = Object.keys(properties).find((name) => !names.includes(name));
  if (unknown) throw new Error(`the local cloud does not imitate property ${unknown} of ${type}`);
  const missing = required.find((name) => properties[name] === undefined);
  if (missing) throw new Error(`property ${missing} is missing`);
  return properties as T;
}
