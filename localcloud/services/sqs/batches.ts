// The rules that all batch actions share: entries, their ids, and an answer per entry.
import type { BatchResultErrorEntry } from '@aws-sdk/client-sqs';
import { AwsError } from '../../core/aws-error.ts';

interface Entry {
  Id: string | undefined;
}

/**
 * Does `one` for each entry, side by side. An AwsError fails its entry only; anything else is a bug and fails the request.
 * Throws EmptyBatchRequest, TooManyEntriesInBatchRequest, InvalidBatchEntryId or BatchEntryIdsNotDistinct.
 */
export async function eachEntry<E extends Entry, R>(
  entries: readonly E[] | undefined,
  one: (entry: E) => Promise<R>,
): Promise<{ Successful: (R & { Id: string })[]; Failed: BatchResultErrorEntry[] }> {
  validate(entries ?? []);
  const Successful: (R & { Id: string })[] = [];
  const Failed: BatchResultErrorEntry[] = [];
  const outcomes = await Promise.allSettled((entries ?? []).map(async (entry) => one(entry)));
  for (const [index, outcome] of outcomes.entries()) {
    const Id = entries![index]!.Id!;
    if (outcome.status === 'fulfilled') Successful.push({ ...outcome.value, Id });
    else if (outcome.reason instanceof AwsError) {
      Failed.push({ Id, SenderFault: true, Code: outcome.reason.name, Message: outcome.reason.message });
    } else throw outcome.reason;
  }
  return { Successful, Failed };
}

function validate(entries: readonly Entry[]): void {
  if (entries.length === 0) {
    throw new AwsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  }
  if (entries.length > 10) {
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  }
  const ids = entries.map(({ Id }) => Id ?? '');
  const invalid = ids.find((id) => !/^[A-Za-z0-9_-]{1,80}$/.test(id));
  if (invalid !== undefined) {
    throw new AwsError(
      'InvalidBatchEntryId',
      `"${invalid}" is no batch entry id: 1 to 80 characters, each a letter, a digit, - or _.`,
    );
  }
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) throw new AwsError('BatchEntryIdsNotDistinct', `Id ${repeated} repeated.`);
}
