// How many dead letters wait: asked for seldom on every page, and more often on their own.
import type { DeadLetterQueues } from '../../api/attention.ts';
import { useAsked, type Asked } from '../frame/ask.ts';

const everyMs = 5000;
const elsewhereEveryMs = 60_000;

export const useDeadLetterQueues = (): Asked<DeadLetterQueues> => useAsked('/api/dead-letters', everyMs);

/** 0 as long as nobody knows. `closely` where somebody is looking at them. */
export function useDeadLetterCount(closely: boolean): number {
  const { answer } = useAsked<DeadLetterQueues>('/api/dead-letters', closely ? everyMs : elsewhereEveryMs);
  return answer?.queues.reduce((sum, { waiting }) => sum + waiting, 0) ?? 0;
}
