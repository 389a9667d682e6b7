// The type of IoT's operations, and how they become the API: AWS's model gives the shapes, permissions.ts the rights.
import { awsModels, type InputOf, type OperationName, type OutputOf } from '../../core/aws-model.ts';
import type { CloudContext } from '../../core/cloud-context.ts';
import type { AwsApi, Call, Operation } from '../../core/operation.ts';
import { permissionsFor } from './permissions.ts';

export type IotOperationName = OperationName<'iot'>;

/** One handler per operation, typed by the SDK's own input and output. */
export type IotHandlers = {
  readonly [O in IotOperationName]?: (input: InputOf<'iot', O>, call: Call) => Promise<OutputOf<'iot', O>>;
};

export function makeIotApi(cloud: CloudContext, handlers: IotHandlers): AwsApi {
  const operations: Record<string, Operation<never, unknown>> = {};
  for (const [name, handle] of Object.entries(handlers)) {
    operations[name] = {
      permissions: (input) => permissionsFor(cloud, name, input),
      handle,
    };
  }
  return { model: awsModels.iot, operations };
}
