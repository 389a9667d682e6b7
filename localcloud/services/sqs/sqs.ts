// Amazon SQS, standard queues: durable, with visibility timeouts, long polls, dead-letter queues and their redrive.
import { awsApi } from '../../core/operation.ts';
import type { CreateService } from '../../core/service.ts';
import { messageOperations } from './message-operations.ts';
import { moveOperations } from './move-operations.ts';
import { queueOperations } from './queue-operations.ts';
import { Queues } from './queues.ts';
import { sqsResources } from './resources.ts';

export const sqs: CreateService = (cloud) => {
  const queues = new Queues(cloud);
  const stopping = new AbortController();
  return {
    name: 'sqs',
    apis: [
      awsApi(
        'sqs',
        queueOperations(queues),
        messageOperations(queues, cloud.clock, stopping.signal),
        moveOperations(queues, cloud),
      ),
    ],
    resources: sqsResources(queues),
    async stop() {
      stopping.abort();
      queues.messages.wakeAll();
    },
  };
};
