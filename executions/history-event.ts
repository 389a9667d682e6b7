// What one event of an execution's history says: when, which call, which failure. Secrets are masked.
import type { HistoryEvent, TaskScheduledEventDetails } from '@aws-sdk/client-sfn';
import { readCause } from './cause.ts';
import { maskSecrets } from './mask-secrets.ts';

export const idOf = (event: HistoryEvent): number => event.id ?? 0;

/** Milliseconds since the epoch. */
export const timeOf = (event: HistoryEvent): number => event.timestamp?.getTime() ?? 0;

/** `iot:createThing` */
export const callOf = ({ resourceType = '', resource = '' }: Partial<TaskScheduledEventDetails>): string =>
  `${resourceType.replace('aws-sdk:', '')}:${resource}`;

/** Of a state or of one of its attempts; undefined when the event is none, or the execution's own. */
export function failureOf(event: HistoryEvent): { readonly error: string; readonly cause: string } | undefined {
  const type = event.type ?? '';
  if (!/(Failed|TimedOut|Aborted)$/.test(type) || type.startsWith('Execution')) return undefined;
  const { error, cause }: { error?: string; cause?: string } = detailsOf(event) ?? { error: type };
  return { error: error ?? 'Unknown', cause: maskSecrets(readCause(cause).message) ?? '' };
}

/** JSON text. */
export function detailsInWords(event: HistoryEvent): string | undefined {
  const details = detailsOf(event);
  return details && maskSecrets(JSON.stringify(details));
}

// Each type of event has its own member for them.
function detailsOf(event: HistoryEvent): object | undefined {
  return Object.entries(event).find(([name, value]) => name.endsWith('EventDetails') && value)?.[1] as
    object | undefined;
}
