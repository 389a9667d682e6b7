// What the pages ask about what waits for a person.
import { setTimeout as delay } from 'node:timers/promises';
import { IoTClient, ListCertificatesCommand } from '@aws-sdk/client-iot';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { DeadLetterQueues, DeadLetters } from '../../api/attention.ts';
import type { ConsoleOptions } from '../console-options.ts';
import type { ExecutionsFeed } from '../executions/executions-feed.ts';
import type { Executions } from '../../../executions/executions.ts';
import type { Route } from '../route.ts';
import { openDeadLetterQueues } from './dead-letter-queues.ts';
import { openDeadLetters } from './dead-letters.ts';
import { openNewestAttempts } from './newest-attempts.ts';
import { openPendingCertificates } from './pending-certificates.ts';

// ListCertificates may be asked ten times a second, by everybody together; DescribeExecution refills at 10 or 15. [AWS IoT and Step Functions quotas]
const listPauseMs = 500;
const describePauseMs = 200;
const mostDescriptions = 200;
const largestPage = 250;

export function attentionRoutes(
  { client, stackName }: ConsoleOptions,
  executions: Executions,
  feed: ExecutionsFeed,
): readonly Route[] {
  const sqs = new SQSClient(client);
  const queues = openDeadLetterQueues(client, sqs, stackName, Date.now);
  const letters = openDeadLetters(sqs, queues, (name) => feed.row(name) !== undefined);
  const iot = new IoTClient(client);
  const pending = openPendingCertificates({
    now: Date.now,
    async list(marker) {
      const page = new ListCertificatesCommand({ pageSize: largestPage, ascendingOrder: false, marker });
      const { certificates = [], nextMarker: next } = await iot.send(page);
      return { certificates, ...(next !== undefined && { next }) };
    },
    attempts: () =>
      openNewestAttempts(
        {
          row: (name) => feed.row(name),
          describe: (name) => executions.find(name),
          pause: () => delay(describePauseMs),
        },
        mostDescriptions,
      ),
    parked: () => letters.parkedCertificates(),
    pause: () => delay(listPauseMs),
  });
  return [
    {
      method: 'GET',
      path: /^\/api\/pending-certificates$/,
      answer: ({ gone }) => Promise.resolve(pending.read(gone)),
    },
    {
      method: 'POST',
      path: /^\/api\/pending-certificates\/forget$/,
      answer: () => Promise.resolve((pending.forget(), {})),
    },
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
