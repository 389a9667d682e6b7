// What a function finds in `process.env`: AWS's variables and the template's, and nothing of the machine that it runs on.
import { devNull } from 'node:os';
import type { CloudContext } from '../../core/cloud-context.ts';
import type { Credentials } from '../../access/iam.ts';
import type { LambdaFunction } from './function.ts';

/** [Lambda: defined runtime environment variables] plus AWS_ENDPOINT_URL, which is all that tells the local cloud from AWS. */
export function functionEnvironment(
  cloud: CloudContext,
  fn: LambdaFunction,
  credentials: Credentials,
  logStreamName: string,
): Record<string, string> {
  return {
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...fn.environment,
    _HANDLER: fn.handler,
    AWS_REGION: cloud.region,
    AWS_DEFAULT_REGION: cloud.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${fn.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: fn.logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    LAMBDA_TASK_ROOT: fn.codeDirectory,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_ENDPOINT_URL: cloud.addresses.awsEndpointUrl,
    // There is no ~/.aws in a Lambda sandbox; here there may be one, and the SDK would read it.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
  };
}
