// Does a task's work: as the state machine's role, through the one door to every AWS API of the cloud.
import { awsModels } from '../../../core/aws-model.ts';
import type { CloudContext } from '../../../core/cloud-context.ts';
import { servicePrincipal, type Principal } from '../../../core/principal.ts';
import { isObject, type Json, type JsonObject } from '../interpreter/json.ts';
import type { CallTask, ExecutionIdentity } from '../interpreter/ports.ts';
import { runtimeFailure, TaskFailure } from '../interpreter/state-failure.ts';
import { argumentProblems } from './argument-problems.ts';
import { fromSdk, toSdk } from './convert.ts';
import { taskFailureOf } from './error-names.ts';
import { findIntegration } from './find-integration.ts';
import type { Send } from './integration.ts';
import { runJob } from './run-job.ts';

export function createCallTask(cloud: CloudContext, execution: ExecutionIdentity): CallTask {
  return async (call) => {
    const { resource, arguments: given, stateName, requestId } = call;
    const integration = findIntegration(resource);
    const { service, operation, prefix, unmodeledError: unmodeled, job } = integration;
    const { operations } = awsModels[service];
    const send: Send = async (name, input) => {
      const principal = assumeRole(cloud, execution);
      let output: unknown;
      try {
        output = await cloud.aws.dispatch(service, name, input, { principal, requestId, sourceIp: '127.0.0.1' });
      } catch (error) {
        throw taskFailureOf(error, { service, prefix, unmodeled, requestId });
      }
      return fromSdk(output ?? {}, operations.get(name)!.output) as JsonObject;
    };
    const begin = async (): Promise<Json> => {
      const { input } = operations.get(operation)!;
      const args = isObject(given) ? (integration.adaptArguments?.(given, execution) ?? given) : given;
      const problems = argumentProblems(args, input);
      if (problems.length > 0) throw unusable(stateName, given, problems.map(({ message }) => message).join('; '));
      const result = await send(operation, toSdk(args, input) as object);
      return integration.adaptResult?.(result) ?? result;
    };
    if (!job) return begin();
    const onNotStopped = (error: unknown): void =>
      cloud.log('stepfunctions', `${execution.id}: what ${stateName} began runs on: ${String(error)}`);
    return runJob(job, begin, { clock: cloud.clock, execution, call, send, onNotStopped });
  };
}

function unusable(stateName: string, args: Json, problems: string): Error {
  return runtimeFailure(
    `An error occurred while executing the state '${stateName}'. The Arguments '${JSON.stringify(args).slice(0, 1000)}' could not be used to start the Task: ${problems}`,
  );
}

function assumeRole(cloud: CloudContext, execution: ExecutionIdentity): Principal {
  const by = servicePrincipal('states.amazonaws.com', cloud.accountId, execution.stateMachineId);
  const sessionName = execution.name.replace(/[^\w+=,.@-]/g, '-').slice(0, 64);
  try {
    return cloud.iam.assumeRole({ roleArn: execution.roleArn, by, sessionName, durationSeconds: 3600 }).principal;
  } catch (error) {
    throw new TaskFailure('States.Permissions', (error as Error).message);
  }
}
