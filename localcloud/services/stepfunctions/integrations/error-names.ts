// What ErrorEquals sees of an AWS service's error, and what stands in its cause. [SFN guide: SDK integrations]
import { AwsError } from '../../../core/aws-error.ts';
import { awsModels, type ServiceId } from '../../../core/aws-model.ts';
import { TaskFailure } from '../interpreter/state-failure.ts';
import { stepFunctionsName } from './casing.ts';

export const errorPrefixes: { readonly [S in ServiceId]: string } = {
  cloudformation: 'CloudFormation',
  dynamodb: 'DynamoDb',
  eventbridge: 'EventBridge',
  iam: 'Iam',
  iot: 'Iot',
  iotdataplane: 'IotDataPlane',
  kinesisvideo: 'KinesisVideo',
  kinesisvideoarchivedmedia: 'KinesisVideoArchivedMedia',
  kinesisvideosignaling: 'KinesisVideoSignaling',
  lambda: 'Lambda',
  scheduler: 'Scheduler',
  secretsmanager: 'SecretsManager',
  sfn: 'Sfn',
  sqs: 'Sqs',
  sts: 'Sts',
};

/** Names of a Java exception class: `QueueDoesNotExist` → `QueueDoesNotExistException`. */
export function exceptionName(error: string): string {
  return `${stepFunctionsName(error.replace(/(Exception|Fault)$/, ''))}Exception`;
}

/**
 * `Iot.ResourceNotFoundException` for an error of the service's model, `<Prefix>.<unmodeled>` for one that stands in front of
 * the service (AccessDenied), `<Prefix>.SdkClientException` for anything that isn't an answer of AWS.
 */
export function taskFailureOf(
  error: unknown,
  call: { service: ServiceId; prefix: string; unmodeled: string; requestId: string },
): TaskFailure {
  if (!(error instanceof AwsError)) return new TaskFailure(`${call.prefix}.SdkClientException`, String(error));
  const modeled = awsModels[call.service].errors.get(error.name);
  const status = error.statusCode ?? modeled?.status ?? 400;
  return new TaskFailure(
    `${call.prefix}.${modeled ? exceptionName(error.name) : call.unmodeled}`,
    `${error.message} (Service: ${errorPrefixes[call.service]}, Status Code: ${status}, Request ID: ${call.requestId})`,
    { passing: status >= 500 || error.name.startsWith('Throttling') },
  );
}
