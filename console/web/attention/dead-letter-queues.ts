// How many dead letters wait: asked for seldom on every page, and more often on their own.
import type { DeadLetterQueues } from '../../api/attention.ts';
import { useAsked, type Asked } from '../frame/use-asked.ts';

const everyMs = 5000;
const elsewhereEveryMs = 60_000;

export const useDeadLetterQueues = (): Asked<DeadLetterQueues> => useAsked('listDeadLetterQueues', {}, everyMs);

/** 0 as long as nobody knows. `closely` where somebody is looking at them. */
export function useDeadLetterCount(closely: boolean): number {
  const { answer } = useAsked('listDeadLetterQueues', {}, closely ? everyMs : elsewhereEveryMs);
  return answer?.queues.reduce((sum, { waiting }) => sum + waiting, 0) ?? 0;
}
