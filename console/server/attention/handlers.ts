// What the pages ask about what waits for a person.
import { setTimeout as delay } from 'node:timers/promises';
import { IoTClient, ListCertificatesCommand } from '@aws-sdk/client-iot';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { ConsoleOptions } from '../console-options.ts';
import type { ExecutionsFeed } from '../executions/executions-feed.ts';
import { executionsOf, type Executions } from '../../../executions/executions.ts';
import type { Handlers } from '../handlers.ts';
import { openDeadLetterQueues } from './dead-letter-queues.ts';
import { openDeadLetters } from './dead-letters.ts';
import { openNewestAttempts } from './newest-attempts.ts';
import { newestReconciliation } from './reconciliation.ts';
import { openPendingCertificates } from './pending-certificates.ts';

// ListCertificates may be asked ten times a second, by everybody together; DescribeExecution refills at 10 or 15. [AWS IoT and Step Functions quotas]
const listPauseMs = 500;
const describePauseMs = 200;
const mostDescriptions = 200;
const largestPage = 250;

export function attentionHandlers(options: ConsoleOptions, executions: Executions, feed: ExecutionsFeed) {
  const { client, stackName, reconciliationStateMachineArn } = options;
  const reconciliations =
    reconciliationStateMachineArn === undefined
      ? undefined
      : executionsOf(new SFNClient(client), reconciliationStateMachineArn);
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
  return {
    listPendingCertificates: ({ gone }) => pending.read(gone),
    getReconciliation: async () => (reconciliations ? newestReconciliation(reconciliations) : {}),
    forgetPendingCertificates: () => pending.forget(),
    listDeadLetterQueues: async () => ({ queues: await queues.list() }),
    redriveDeadLetterQueue: async ({ path: { queueId } }) => queues.redrive(await queues.find(queueId)),
    listDeadLetters: async ({ path: { queueId } }) => letters.read(await queues.find(queueId)),
    redriveDeadLetter: async ({ path: { queueId, messageId } }) =>
      letters.redrive(await queues.find(queueId), messageId),
    deleteDeadLetter: async ({ path: { queueId, messageId } }) => letters.delete(await queues.find(queueId), messageId),
  } satisfies Partial<Handlers>;
}
