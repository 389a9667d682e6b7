// The events of an execution's history, as GetExecutionHistory returns them except that times are numbers.
import type { HistoryEvent } from '@aws-sdk/client-sfn';

export type EventType = NonNullable<HistoryEvent['type']>;

/** An event before it has its number, its time and its predecessor. */
export type PendingEvent = Omit<HistoryEvent, 'id' | 'previousEventId' | 'timestamp' | 'type'> & {
  readonly type: EventType;
  /** The scope in whose chain of events it stands, where that isn't the scope that writes it. */
  readonly scopePath?: string;
  /** Its predecessor, where that isn't the newest event of the scope: the last event of a branch. */
  readonly after?: number;
};

export type HistoryRecord = Omit<HistoryEvent, 'id' | 'previousEventId' | 'timestamp' | 'type'> & {
  readonly id: number;
  readonly previousEventId: number;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly type: EventType;
};

/** AWS ends an execution whose history is longer. [SFN quotas] */
export const historyLimit = 25_000;

export const wholeData = { truncated: false };
