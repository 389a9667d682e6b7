// Trying a failed registration again at once: the registration event with the number of the next attempt, into the registration queue.
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { validateRegistrationEvent } from '../../events/index.ts';
import { executionName, newestAttempt, type Registration } from '../../executions/attempt.ts';
import type { Executions } from '../../executions/executions.ts';
import { RefusedError } from '../failures.ts';
import type { ClientConfig } from '../target.ts';
import { namedExecution, noExecution } from './named-execution.ts';

/**
 * `name` is any attempt's execution; the newest attempt must have failed. Resolves with the name of the execution that will start.
 * The number in the event is what lets StartProvisioning skip the cool-down.
 */
export async function retryRegistration(
  client: ClientConfig,
  queueUrl: string,
  executions: Pick<Executions, 'find' | 'list'>,
  name: string,
): Promise<string> {
  const { input } = await namedExecution(executions, name);
  const { certificateId, caCertificateId } = JSON.parse(input ?? '{}') as Partial<Registration>;
  if (certificateId === undefined || caCertificateId === undefined) {
    throw new RefusedError(`The execution ${name} was not started by a registration: its input names no certificate.`);
  }
  const newest = await newestAttempt(certificateId, executions.find);
  if (!newest) throw noExecution(certificateId);
  if (newest.status === 'RUNNING' || newest.status === 'SUCCEEDED') {
    throw new RefusedError(`Nothing to retry: ${executionName(certificateId, newest.attempt)} is ${newest.status}.`);
  }
  const attempt = newest.attempt + 1;
  const event = validateRegistrationEvent({
    certificateId,
    caCertificateId,
    timestamp: Date.now(),
    certificateStatus: 'PENDING_ACTIVATION',
    attempt,
  });
  await new SQSClient(client).send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(event) }));
  return executionName(certificateId, attempt);
}
