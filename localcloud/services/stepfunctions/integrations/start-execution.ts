// arn:aws:states:::states:startExecution: another execution is started, and with .sync or .sync:2 the task lasts until that one has ended.
import type { Json, JsonObject } from '../interpreter/json.ts';
import { TaskFailure } from '../interpreter/state-failure.ts';
import type { Integration } from './integration.ts';

export const startExecution: Integration = {
  service: 'sfn',
  operation: 'StartExecution',
  prefix: 'StepFunctions',
  unmodeledError: 'AWSStepFunctionsException',
  freeArguments: ['Input'],
  adaptArguments: ({ Input: input, ...others }) => ({
    ...others,
    ...(input !== undefined && { Input: typeof input === 'string' ? input : JSON.stringify(input) }),
  }),
  adaptResult: inItsWords,
};

/** The result is the ended execution's description; `.sync` has its input and output as text, `.sync:2` as JSON. */
export const startExecutionAndWait = (data: 'text' | 'JSON'): Integration => ({
  ...startExecution,
  job: {
    async look({ ExecutionArn: executionArn }, send) {
      const description = inItsWords(await send('DescribeExecution', { executionArn }));
      const { Status: status } = description;
      if (status === 'RUNNING' || status === 'PENDING_REDRIVE') return undefined;
      // [AWS: the error's name says nothing of the nested one, whose description is the cause]
      if (status !== 'SUCCEEDED') throw new TaskFailure('States.TaskFailed', JSON.stringify(description));
      return data === 'text' ? description : parsed(description);
    },
    // [as measured on AWS: no error, and this cause, whether the waiting execution timed out, was stopped, or left the branch]
    stop: ({ ExecutionArn: executionArn }, send, { id }) =>
      send('StopExecution', {
        executionArn,
        cause: `The Task state in AWS Step Functions execution [${id}] which was managing this resource was aborted`,
      }),
  },
});

const times = ['StartDate', 'StopDate', 'RedriveDate'];

// [as measured on AWS: members in alphabetical order, times in milliseconds since the epoch]
function inItsWords(answer: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(answer)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [name, times.includes(name) ? Date.parse(value as string) : value]),
  );
}

function parsed(description: JsonObject): JsonObject {
  const data = ['Input', 'Output'].filter((name) => name in description);
  return {
    ...description,
    ...Object.fromEntries(data.map((name) => [name, JSON.parse(description[name] as string) as Json])),
  };
}
