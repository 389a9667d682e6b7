// What of a batch may be deleted after its invocation. [Lambda: SQS error handling, partial batch responses]
import type { Message } from '@aws-sdk/client-sqs';
import type { Outcome } from './sandbox.ts';

/**
 * All, when the function succeeded and names no failures; none, when it failed or names something that isn't in the batch
 * (better to handle a message again than to lose one); otherwise those that it doesn't name.
 */
export function succeeded(
  messages: readonly Message[],
  outcome: Outcome,
  reportBatchItemFailures: boolean,
): readonly Message[] {
  if (outcome.functionError) return [];
  if (!reportBatchItemFailures) return messages;
  const answer = JSON.parse(outcome.payload) as { batchItemFailures?: unknown } | null;
  const failures: unknown = answer?.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return [];
  const named = failures.map((failure) => (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier);
  const known = new Set<unknown>(messages.map(({ MessageId }) => MessageId));
  if (named.some((id) => !known.has(id))) return [];
  return messages.filter(({ MessageId }) => !named.includes(MessageId));
}
