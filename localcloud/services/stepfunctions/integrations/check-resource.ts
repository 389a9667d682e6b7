// What CreateStateMachine can say about a Task's resource and arguments before anything runs.
import { awsModels } from '../../../core/aws-model.ts';
import type { CheckResource } from '../interpreter/problem.ts';
import { isObject } from '../interpreter/json.ts';
import { argumentProblems } from './argument-problems.ts';
import { findIntegration, UnknownResource } from './find-integration.ts';

export const checkResource: CheckResource = (resource, args) => {
  try {
    const { service, operation, freeArguments = [] } = findIntegration(resource);
    if (!isObject(args)) return [];
    return argumentProblems(args, awsModels[service].operations.get(operation)!.input, { template: true }).filter(
      ({ field }) =>
        !freeArguments.includes(
          field
            .replace(/^Arguments\//, '')
            .replace(/\/\d+(?=\/|$)/g, '')
            .split('/')
            .slice(0, 2)
            .join('/'),
        ),
    );
  } catch (error) {
    if (error instanceof UnknownResource) return [{ message: error.message, field: 'Resource' }];
    throw error;
  }
};
