// The Lambda actions that are imitated: invoking, and reading what there is. Functions are made by templates only.
import { Uint8ArrayBlobAdapter } from '@smithy/core/serde';
import { AwsError } from '../../core/aws-error.ts';
import type { Operations } from '../../core/operation.ts';
import type { EventInvocations } from './event-invocations.ts';
import { describeMapping } from './event-source-mapping.ts';
import type { EventSourceMappings } from './event-source-mappings.ts';
import { describeFunction } from './function.ts';
import type { Functions } from './functions.ts';
import type { Invoker } from './invoker.ts';

/** [Lambda: quotas, invocation payload] */
const largestPayloadBytes = { RequestResponse: 6_291_456, Event: 1_048_576 };

export function lambdaOperations(parts: {
  functions: Functions;
  invoker: Invoker;
  events: EventInvocations;
  mappings: EventSourceMappings;
}): Operations<'lambda'> {
  const { functions, invoker, events, mappings } = parts;
  const named = (action: string) => (input: { FunctionName: string | undefined }) =>
    functions.permission(action, input.FunctionName);

  return {
    Invoke: {
      permissions: named('InvokeFunction'),
      async handle({ FunctionName, InvocationType = 'RequestResponse', Payload }, { requestId }) {
        const fn = functions.get(FunctionName);
        if (InvocationType === 'DryRun') return { StatusCode: 204 };
        if (InvocationType !== 'RequestResponse' && InvocationType !== 'Event') {
          throw new AwsError(
            'InvalidParameterValueException',
            `Value '${String(InvocationType)}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]`,
          );
        }
        const payload = json(Payload as Uint8Array | string | undefined, largestPayloadBytes[InvocationType]);
        if (InvocationType === 'Event') {
          await events.accept(fn.name, requestId, payload);
          return { StatusCode: 202 };
        }
        const outcome = await invoker.invoke(fn, requestId, payload);
        return {
          StatusCode: 200,
          ExecutedVersion: '$LATEST',
          Payload: Uint8ArrayBlobAdapter.fromString(outcome.payload),
          ...(outcome.functionError && { FunctionError: outcome.functionError }),
        };
      },
    },

    GetFunction: {
      permissions: named('GetFunction'),
      async handle({ FunctionName }) {
        const fn = functions.get(FunctionName);
        return {
          Configuration: describeFunction(fn),
          Code: { RepositoryType: 'S3', Location: `file://${fn.codeDirectory}` },
        };
      },
    },

    GetFunctionConfiguration: {
      permissions: named('GetFunctionConfiguration'),
      handle: async ({ FunctionName }) => describeFunction(functions.get(FunctionName)),
    },

    ListFunctions: {
      permissions: () => ({ action: 'lambda:ListFunctions', resource: '*' }),
      handle: async () => ({ Functions: functions.all().map(describeFunction) }),
    },

    ListEventSourceMappings: {
      permissions: () => ({ action: 'lambda:ListEventSourceMappings', resource: '*' }),
      async handle({ FunctionName, EventSourceArn }) {
        const wanted = FunctionName && functions.get(FunctionName).name;
        const all = mappings
          .all()
          .filter(({ functionName }) => !wanted || functionName === wanted)
          .filter(({ queueArn }) => !EventSourceArn || queueArn === EventSourceArn);
        return {
          EventSourceMappings: all.map((mapping) => describeMapping(mapping, functions.arnOf(mapping.functionName))),
        };
      },
    },
  };
}

/** No payload at all is an empty object to Lambda. Throws RequestTooLargeException or InvalidRequestContentException. */
function json(payload: Uint8Array | string | undefined, largestBytes: number): string {
  const text =
    payload === undefined || payload.length === 0 ? '{}' : Buffer.from(payload as Uint8Array).toString('utf8');
  const bytes = Buffer.byteLength(text);
  if (bytes > largestBytes) {
    throw new AwsError(
      'RequestTooLargeException',
      `Request must be smaller than ${largestBytes} bytes for the InvokeFunction operation; it has ${bytes}`,
    );
  }
  try {
    JSON.parse(text);
  } catch (error) {
    throw new AwsError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${(error as Error).message}`,
    );
  }
  return text;
}
