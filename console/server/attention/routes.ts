// What the pages ask about what waits for a person.
import { SQSClient } from '@aws-sdk/client-sqs';
import type { DeadLetterQueues, DeadLetters } from '../../api/attention.ts';
import type { ConsoleOptions } from '../console-options.ts';
import type { Route } from '../route.ts';
import { openDeadLetterQueues } from './dead-letter-queues.ts';
import { openDeadLetters } from './dead-letters.ts';

export function attentionRoutes({ client, stackName }: ConsoleOptions): readonly Route[] {
  const sqs = new SQSClient(client);
  const queues = openDeadLetterQueues(client, sqs, stackName, Date.now);
  const letters = openDeadLetters(sqs, queues);
  return [
    {
      method: 'GET',
      path: /^\/api\/dead-letters$/,
      answer: async (): Promise<DeadLetterQueues> => ({ queues: await queues.list() }),
    },
    {
      method: 'GET',
      path: /^\/api\/dead-letters\/(\w+)\/messages$/,
      answer: async ({ names: [id = ''] }): Promise<DeadLetters> => letters.read(await queues.find(id)),
    },
    {
      method: 'POST',
      path: /^\/api\/dead-letters\/(\w+)\/redrive$/,
      answer: async ({ names: [id = ''] }) => {
        await queues.redrive(await queues.find(id));
        return {};
      },
    },
    {
      method: 'POST',
      path: /^\/api\/dead-letters\/(\w+)\/messages\/([\w-]+)\/(redrive|delete)$/,
      answer: async ({ names: [id = '', messageId = '', action] }) => {
        await letters[action as 'redrive' | 'delete'](await queues.find(id), messageId);
        return {};
      },
    },
  ];
}
