// What the pages ask about executions.
import type { Executions } from '../../../executions/executions.ts';
import type { ConsoleOptions } from '../console-options.ts';
import type { Handlers } from '../handlers.ts';
import type { WatchedLook } from '../look-while-watched.ts';
import type { ExecutionDetails } from './execution-details.ts';
import type { ExecutionsFeed } from './executions-feed.ts';
import { openRedriveEvidence, redriveExecution } from './redrive-execution.ts';
import { streamExecutions } from './stream-executions.ts';

const stoppedByAdmin = { error: 'StoppedByAdmin', cause: 'Stopped by an admin in the console.' };

export function executionHandlers(
  options: ConsoleOptions,
  executions: Executions,
  details: ExecutionDetails,
  feed: ExecutionsFeed,
  looking: WatchedLook,
) {
  const evidence = openRedriveEvidence(options.client, options.tableName);
  const { describeFailure, retryRegistration } = options;
  return {
    watchExecutions: ({ query: { execution }, events, gone }) =>
      streamExecutions(events, gone, execution, { looking, feed, details, describeFailure }),
    getExecution: ({ path: { executionName } }) => details.read(executionName),
    stopExecution: ({ path: { executionName } }) => executions.stop(executionName, stoppedByAdmin),
    redriveExecution: async ({ path: { executionName } }) => {
      await redriveExecution(executionName, executions, evidence);
      details.forget(executionName);
      // It runs; that the list may say so later is no failure.
      await feed.lookAt(executionName).catch(() => undefined);
    },
    retryRegistration: async ({ path: { executionName } }) => ({
      executionName: await retryRegistration(executionName),
    }),
  } satisfies Partial<Handlers>;
}
