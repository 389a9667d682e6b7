// Does a task's work: as the state machine's role, through the one door to every AWS API of the cloud.
import { awsModels } from '../../../core/aws-model.ts';
import type { CloudContext } from '../../../core/cloud-context.ts';
import { servicePrincipal, type Principal } from '../../../core/principal.ts';
import { isObject, type Json, type JsonObject } from '../interpreter/json.ts';
import { uuid } from '../interpreter/jsonata-functions.ts';
import type { CallTask, ExecutionIdentity } from '../interpreter/ports.ts';
import { runtimeFailure, TaskFailure } from '../interpreter/state-failure.ts';
import { argumentProblems } from './argument-problems.ts';
import { fromSdk, toSdk } from './convert.ts';
import { taskFailureOf } from './error-names.ts';
import { findIntegration } from './find-integration.ts';

export function createCallTask(cloud: CloudContext, execution: ExecutionIdentity): CallTask {
  return async ({ resource, arguments: given, stateName }) => {
    const integration = findIntegration(resource);
    const { service, operation, prefix, unmodeledError: unmodeled } = integration;
    const model = awsModels[service].operations.get(operation)!;
    const args = isObject(given) ? (integration.adaptArguments?.(given, execution) ?? given) : given;
    const problems = argumentProblems(args, model.input);
    if (problems.length > 0) throw unusable(stateName, given, problems.map(({ message }) => message).join('; '));

    const requestId = uuid(cloud.random);
    const principal = assumeRole(cloud, execution);
    let output: unknown;
    try {
      const input = toSdk(args, model.input);
      output = await cloud.aws.dispatch(service, operation, input, { principal, requestId, sourceIp: '127.0.0.1' });
    } catch (error) {
      throw taskFailureOf(error, { service, prefix, unmodeled, requestId });
    }
    const result = fromSdk(output ?? {}, model.output);
    return integration.adaptResult?.(result as JsonObject) ?? result;
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
