// IoT's operations: a handler each, typed by AWS's model; permissions.ts has the rights of all of them.
import type { InputOf, OutputOf } from '../../core/aws-model.ts';
import type { CloudContext } from '../../core/cloud-context.ts';
import { awsApi, type AwsApi, type Call, type Operations } from '../../core/operation.ts';
import { permissionsFor, type IotOperationName } from './permissions.ts';

/** A handler under a name that permissions.ts or AWS's model doesn't have doesn't compile. */
export type IotHandlers = {
  readonly [O in IotOperationName]?: (input: InputOf<'iot', O>, call: Call) => Promise<OutputOf<'iot', O>>;
};

export function makeIotApi(cloud: CloudContext, handlers: IotHandlers): AwsApi {
  const operations = Object.entries(handlers).map(([name, handle]) => [
    name,
    {
      permissions: (input: Readonly<Record<string, unknown>>) => permissionsFor(cloud, name as IotOperationName, input),
      handle,
    },
  ]);
  return awsApi('iot', Object.fromEntries(operations) as Operations<'iot'>);
}
