// A batch of the registration queue. Each message succeeds or fails by itself; a camera that knocks five times gets one look.
import type { SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { errorFields, type Log } from '../shared/log.ts';
import type { ExecutionStarter } from '../../executions/execution-starter.ts';
import { readRegistrationMessage } from '../../events/messages/registration-message.ts';
import { startRegistration, type Outcome } from './start-registration.ts';

export interface StartProvisioningDependencies {
  readonly executions: ExecutionStarter;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
}

/** Needs ReportBatchItemFailures: what failed is delivered again, and ends in the dead-letter queue. */
export async function startProvisioning(
  { Records: records }: SQSEvent,
  { executions, now, log }: StartProvisioningDependencies,
): Promise<SQSBatchResponse> {
  const underWay = new Map<string, Promise<Outcome>>();
  const failures = await Promise.all(records.map(handle));
  return { batchItemFailures: failures.flat() };

  async function handle(record: SQSRecord): Promise<SQSBatchItemFailure[]> {
    const { messageId } = record;
    try {
      log.info('registration event', { messageId, ...(await act(record.body)) });
      return [];
    } catch (error) {
      log.error('registration event failed', { messageId, ...errorFields(error) });
      return [{ itemIdentifier: messageId }];
    }
  }

  async function act(body: string): Promise<Record<string, unknown>> {
    const message = readRegistrationMessage(body);
    if ('ignoredStatus' in message) return { outcome: 'ignored', certificateStatus: message.ignoredStatus };
    const { certificateId, caCertificateId, attempt, timestamp } = message;
    const key = JSON.stringify([certificateId, caCertificateId, attempt]);
    const outcome =
      underWay.get(key) ??
      startRegistration({ certificateId, caCertificateId }, Number(timestamp), attempt, executions, now());
    underWay.set(key, outcome);
    return { certificateId, ...(await outcome) };
  }
}
