// Whose executions are that have just ended, for `lensgate executions watch`: they say so themselves.
import type { Executions } from '../../executions/executions.ts';
import { subjectOf, type Subject } from '../../executions/subject.ts';
import type { ExecutionEvent } from './follow.ts';

// DescribeExecution refills at 15 per second on AWS, for everybody. [Step Functions quotas] In a storm the others stay without a name.
const describedPerLook = 10;

/** Rejects with the SDK's error. */
export function nameSubjects({
  describe,
}: Pick<Executions, 'describe'>): (events: readonly ExecutionEvent[]) => Promise<(ExecutionEvent & Subject)[]> {
  return async (events) => {
    const ended = events.filter(({ status }) => status !== 'RUNNING').slice(0, describedPerLook);
    const described = await Promise.all(
      ended.map(async ({ name }) => [name, subjectOf(await describe(name))] as const),
    );
    const subjects = new Map(described);
    return events.map((event) => ({ ...event, ...subjects.get(event.name) }));
  };
}
