// A function as the template describes it, and as Lambda's API tells of it.
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';

export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  readonly roleArn: string;
  /** `<file without extension>.<export>`. */
  readonly handler: string;
  /** `nodejs24.x`: imitated by the Node that runs the local cloud. */
  readonly runtime: string;
  /** Directory of the unpacked bundle. */
  readonly codeDirectory: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroupName: string;
  /** Sandboxes at most; undefined: as many as the local cloud thinks fit. */
  readonly reservedConcurrency: number | undefined;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

export function describeFunction(fn: LambdaFunction): FunctionConfiguration {
  return {
    FunctionName: fn.name,
    FunctionArn: fn.arn,
    Description: fn.description,
    Runtime: fn.runtime as FunctionConfiguration['Runtime'],
    Role: fn.roleArn,
    Handler: fn.handler,
    Timeout: fn.timeoutSeconds,
    MemorySize: fn.memoryMb,
    LastModified: new Date(fn.modifiedAt).toISOString().replace('Z', '+0000'),
    Version: '$LATEST',
    PackageType: 'Zip',
    State: 'Active',
    LastUpdateStatus: 'Successful',
    Environment: { Variables: { ...fn.environment } },
    LoggingConfig: { LogGroup: fn.logGroupName },
  };
}
