// What the pages ask about executions. Their news come by the event stream.
import type { ExecutionDetail, Retried } from '../../api/executions.ts';
import type { ConsoleOptions } from '../console-options.ts';
import type { Route } from '../route.ts';
import type { ExecutionDetails } from './execution-details.ts';
import type { ExecutionsFeed } from './executions-feed.ts';
import type { Executions } from '../../../executions/executions.ts';
import { openRedriveEvidence, redriveExecution } from './redrive-execution.ts';

export function executionRoutes(
  options: ConsoleOptions,
  executions: Executions,
  details: ExecutionDetails,
  feed: ExecutionsFeed,
): readonly Route[] {
  const evidence = openRedriveEvidence(options.client, options.tableName);
  return [
    {
      method: 'GET',
      path: /^\/api\/executions\/([\w-]+)$/,
      answer: ({ names: [name = ''] }): Promise<ExecutionDetail> => details.read(name),
    },
    {
      method: 'POST',
      path: /^\/api\/executions\/([\w-]+)\/stop$/,
      answer: async ({ names: [name = ''] }) => {
        await executions.stop(name, { error: 'StoppedByAdmin', cause: 'Stopped by an admin in the console.' });
        return {};
      },
    },
    {
      method: 'POST',
      path: /^\/api\/executions\/([\w-]+)\/redrive$/,
      answer: async ({ names: [name = ''] }) => {
        await redriveExecution(name, executions, evidence);
        details.forget(name);
        // It runs; that the list may say so later is no failure.
        await feed.lookAt(name).catch(() => undefined);
        return {};
      },
    },
    {
      method: 'POST',
      path: /^\/api\/executions\/([\w-]+)\/retry$/,
      answer: async ({ names: [name = ''] }): Promise<Retried> => ({
        executionName: await options.retryRegistration(name),
      }),
    },
  ];
}
