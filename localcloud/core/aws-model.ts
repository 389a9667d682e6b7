// AWS's own description of its APIs, read from the SDK packages: operations, members, bindings, errors. None of it is written by hand.
import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as eventbridge from '@aws-sdk/client-eventbridge';
import * as iam from '@aws-sdk/client-iam';
import * as iot from '@aws-sdk/client-iot';
import * as iotdataplane from '@aws-sdk/client-iot-data-plane';
import * as kinesisvideo from '@aws-sdk/client-kinesis-video';
import * as kinesisvideoarchivedmedia from '@aws-sdk/client-kinesis-video-archived-media';
import * as kinesisvideosignaling from '@aws-sdk/client-kinesis-video-signaling';
import * as lambda from '@aws-sdk/client-lambda';
import * as scheduler from '@aws-sdk/client-scheduler';
import * as secretsmanager from '@aws-sdk/client-secrets-manager';
import * as sfn from '@aws-sdk/client-sfn';
import * as sqs from '@aws-sdk/client-sqs';
import * as sts from '@aws-sdk/client-sts';
import { NormalizedSchema } from '@smithy/core/schema';
import type { Command, SchemaRef } from '@smithy/types';

/**
 * The SDK's packages by service id, as Step Functions spells it after `aws-sdk:`
 * (`arn:aws:states:::aws-sdk:kinesisvideo:createSignalingChannel`).
 */
const packages = {
  cloudformation,
  dynamodb,
  eventbridge,
  iam,
  iot,
  iotdataplane,
  kinesisvideo,
  kinesisvideoarchivedmedia,
  kinesisvideosignaling,
  lambda,
  scheduler,
  secretsmanager,
  sfn,
  sqs,
  sts,
};

type Packages = typeof packages;
export type ServiceId = keyof Packages;

// Every client exports the class of all commands too, as `$Command`.
type CommandsOf<S extends ServiceId> = {
  [K in keyof Packages[S] as K extends `${infer Name}Command` ? Exclude<Name, '$'> : never]: Packages[S][K];
};
export type OperationName<S extends ServiceId> = keyof CommandsOf<S> & string;
export type InputOf<S extends ServiceId, O extends OperationName<S>> = CommandsOf<S>[O] extends new (
  input: never,
) => infer C
  ? // oxlint-disable-next-line typescript/no-explicit-any -- only the input is of interest
    C extends Command<any, infer Input, any, any, any>
    ? Input
    : never
  : never;
export type OutputOf<S extends ServiceId, O extends OperationName<S>> = CommandsOf<S>[O] extends new (
  input: never,
) => infer C
  ? // oxlint-disable-next-line typescript/no-explicit-any -- only the output is of interest
    C extends Command<any, any, any, infer Output, any>
    ? Omit<Output, '$metadata'>
    : never
  : never;

export interface OperationModel {
  readonly name: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  /** REST protocols only. `path` has the labels in braces, and may carry constant query parameters. */
  readonly http?: { readonly method: string; readonly path: string; readonly status: number };
}

export interface ErrorModel {
  readonly name: string;
  readonly status: number;
  /** The code on the wire where it differs from the name (SQS's `AWS.SimpleQueueService.NonExistentQueue`). */
  readonly queryCode?: string;
  /** How the service spells the message's member: `message` or `Message`. */
  readonly messageMember: string;
}

export interface ServiceModel {
  readonly id: ServiceId;
  /** The service's name in a signature's scope: `states` for `sfn`, `kinesisvideo` for both KVS APIs. */
  readonly signingName: string;
  readonly protocol: 'json-1.0' | 'json-1.1' | 'rest-json' | 'query';
  /** What stands before the dot in `X-Amz-Target`. */
  readonly targetPrefix: string;
  readonly version: string;
  readonly xmlNamespace: string | undefined;
  /** The error that tells a caller of a missing permission. */
  readonly deniedError: string;
  readonly operations: ReadonlyMap<string, OperationModel>;
  readonly errors: ReadonlyMap<string, ErrorModel>;
}

const protocols: Readonly<Record<string, ServiceModel['protocol']>> = {
  AwsJson1_0Protocol: 'json-1.0',
  DynamoDBJsonProtocol: 'json-1.0',
  AwsJson1_1Protocol: 'json-1.1',
  AwsRestJsonProtocol: 'rest-json',
  AwsQueryProtocol: 'query',
};

interface SdkClient {
  config: {
    protocol: { constructor: { name: string } };
    protocolSettings: { serviceTarget: string; version: string; xmlNamespace?: string };
    defaultSigningName: string;
  };
}
type Client = new (config: { region: string }) => SdkClient;

// The SDK's schemas are tuples; the first number is the kind of shape. See @smithy/types, schema/static-schemas.
const operationKind = 9;
const errorKind = -3;

/** `STSClient`: each package has one, beside the base class of all, `__Client`. */
function clientIn(exports: object): Client {
  return Object.entries(exports).find(([name]) => /^[A-Z]\w*Client$/.test(name))![1] as Client;
}

function readModel(id: ServiceId, exports: object): ServiceModel {
  const { config } = new (clientIn(exports))({ region: 'us-east-1' });
  const protocolClass = config.protocol.constructor.name;
  const protocol = protocols[protocolClass];
  if (!protocol) throw new Error(`${id}: the SDK speaks ${protocolClass}, which this model reader doesn't know`);

  const operations = new Map<string, OperationModel>();
  const errors = new Map<string, ErrorModel>();
  for (const shape of Object.values(exports) as unknown[]) {
    if (!Array.isArray(shape)) continue;
    if (shape[0] === operationKind) {
      const [, , name, traits, input, output] = shape as [number, string, string, unknown, SchemaRef, SchemaRef];
      const http = (traits as { http?: [string, string, number] }).http;
      operations.set(name, {
        name,
        input: NormalizedSchema.of(input),
        output: NormalizedSchema.of(output),
        ...(http && { http: { method: http[0], path: http[1], status: http[2] } }),
      });
    } else if (shape[0] === errorKind) {
      const [, , name, traits, members] = shape as [
        number,
        string,
        string,
        { error: string; httpError?: number; awsQueryError?: [string, number] },
        string[],
      ];
      errors.set(name, {
        name,
        status: traits.awsQueryError?.[1] ?? traits.httpError ?? (traits.error === 'server' ? 500 : 400),
        ...(traits.awsQueryError && { queryCode: traits.awsQueryError[0] }),
        messageMember: members.find((member) => member.toLowerCase() === 'message') ?? 'message',
      });
    }
  }
  const { serviceTarget, version, xmlNamespace } = config.protocolSettings;
  const signingName = config.defaultSigningName;
  const deniedError = id === 'iotdataplane' ? 'ForbiddenException' : 'AccessDeniedException';
  return {
    ...{ id, signingName, protocol, targetPrefix: serviceTarget, version, xmlNamespace },
    ...{ deniedError, operations, errors },
  };
}

/** Every API that the local cloud knows by name, imitated or not. */
export const awsModels = Object.fromEntries(
  Object.entries(packages).map(([id, exports]) => [id, readModel(id as ServiceId, exports)]),
) as { readonly [S in ServiceId]: ServiceModel };
