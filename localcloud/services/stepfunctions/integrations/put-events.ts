// arn:aws:states:::events:putEvents: Detail may be an object, the execution is named among the resources, and an entry that was refused fails the task.
import { isObject, type JsonObject } from '../interpreter/json.ts';
import { TaskFailure } from '../interpreter/state-failure.ts';
import type { Integration } from './integration.ts';

export const putEvents: Integration = {
  service: 'eventbridge',
  operation: 'PutEvents',
  prefix: 'EventBridge',
  unmodeledError: 'EventBridgeException',
  freeArguments: ['Entries/Detail'],
  adaptArguments: (args, execution) => ({
    ...args,
    ...(Array.isArray(args['Entries']) && {
      Entries: args['Entries'].map((entry) => (isObject(entry) ? adaptEntry(entry, execution) : entry)),
    }),
  }),
  adaptResult(result) {
    if (result['FailedEntryCount'] === 0) return result;
    throw new TaskFailure('EventBridge.FailedEntry', JSON.stringify(result));
  },
};

// [SFN guide: the execution's and the state machine's ARN are appended to Resources]
function adaptEntry(entry: JsonObject, execution: { id: string; stateMachineId: string }): JsonObject {
  const { Detail: detail, Resources: resources = [] } = entry;
  return {
    ...entry,
    ...(isObject(detail) && { Detail: JSON.stringify(detail) }),
    Resources: Array.isArray(resources) ? [...resources, execution.id, execution.stateMachineId] : resources,
  };
}
