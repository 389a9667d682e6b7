// From an execution's history to its states: each visit with what went in, what came out, how often it was tried, and how it ended.
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { HistoryRow, RunOutcome, StateRun, Status } from '../../api/executions.ts';
import { maskSecrets } from '../mask-secrets.ts';

type Draft = { -readonly [K in keyof StateRun]: StateRun[K] };

interface Failure {
  readonly error?: string;
  readonly cause?: string;
}

/** Oldest first. `status` is the execution's: what becomes of a state that was entered and never left. */
export function readRuns(events: readonly HistoryEvent[], status: Status): { runs: StateRun[]; history: HistoryRow[] } {
  const byId = new Map(events.map((event) => [event.id ?? 0, event]));
  const runOf = new Map<number, number>();
  const runs = new Map<number, Draft>();
  const failed = new Set<number>();
  for (const event of events) {
    const id = event.id ?? 0;
    const entered = event.stateEnteredEventDetails;
    if (entered) {
      runs.set(id, {
        id,
        name: entered.name ?? '',
        type: (event.type ?? '').replace('StateEntered', ''),
        enteredAt: timeOf(event),
        outcome: 'running',
        attempts: 0,
        ...(entered.input !== undefined && { input: maskSecrets(entered.input)! }),
      });
      runOf.set(id, id);
      continue;
    }
    const runId = findRun(event, byId, runOf, runs);
    if (runId === undefined) continue;
    runOf.set(id, runId);
    const run = runs.get(runId)!;
    const scheduled = event.taskScheduledEventDetails;
    if (scheduled) {
      run.attempts++;
      run.call = `${(scheduled.resourceType ?? '').replace('aws-sdk:', '')}:${scheduled.resource ?? ''}`;
      run.parameters = maskSecrets(scheduled.parameters)!;
    }
    if (/(Succeeded)$/.test(event.type ?? '')) failed.delete(runId);
    const failure = failureOf(event);
    if (failure) {
      failed.add(runId);
      run.error = failure.error ?? 'Unknown';
      run.cause = maskSecrets(causeInWords(failure.cause)) ?? '';
    }
    if (event.stateExitedEventDetails) {
      run.exitedAt = timeOf(event);
      run.outcome = failed.has(runId) ? 'caught' : 'succeeded';
      const { output } = event.stateExitedEventDetails;
      if (output !== undefined) run.output = maskSecrets(output)!;
    }
  }
  const outcome = outcomeOfLeftOver[status];
  const end = events.at(-1);
  for (const run of runs.values()) {
    if (run.exitedAt !== undefined || status === 'RUNNING') continue;
    run.outcome = outcome;
    if (end) run.exitedAt = timeOf(end);
    const failure = end && (end.executionFailedEventDetails ?? end.executionTimedOutEventDetails);
    if (run.type === 'Fail' && failure) {
      run.error = failure.error ?? '';
      run.cause = maskSecrets(failure.cause) ?? '';
    }
  }
  const history = events.map((event) => {
    const id = event.id ?? 0;
    const run = runs.get(runOf.get(id) ?? -1);
    const details = detailsOf(event);
    return {
      id,
      type: event.type ?? '',
      at: timeOf(event),
      ...(run && { state: run.name }),
      ...(details && { details }),
    };
  });
  return { runs: [...runs.values()], history };
}

const outcomeOfLeftOver: Readonly<Record<Status, RunOutcome>> = {
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'failed',
  ABORTED: 'stopped',
  PENDING_REDRIVE: 'failed',
};

/** A function's failure arrives as JSON with the error's message in it; a person wants the message. */
export function causeInWords(cause: string | undefined): string | undefined {
  try {
    const { errorMessage } = JSON.parse(cause ?? '') as { errorMessage?: unknown };
    return typeof errorMessage === 'string' ? errorMessage : cause;
  } catch {
    return cause;
  }
}

// Events follow one another by previousEventId. An exit belongs to the newest visit of its name before it; what a Parallel or a Map
// says of itself, to the newest of that type that is still open.
function findRun(
  event: HistoryEvent,
  byId: ReadonlyMap<number, HistoryEvent>,
  runOf: ReadonlyMap<number, number>,
  runs: ReadonlyMap<number, Draft>,
): number | undefined {
  const exited = event.stateExitedEventDetails?.name;
  const container = /^(Parallel|Map)(State|Run|Iteration)/.exec(event.type ?? '')?.[1];
  for (let at = event.previousEventId; at; at = byId.get(at)?.previousEventId) {
    const id = runOf.get(at);
    const run = id === undefined ? undefined : runs.get(id);
    if (!run) continue;
    if (exited !== undefined ? run.name === exited : container === undefined || isOpen(run, container)) return id;
  }
  return undefined;
}

const isOpen = (run: Draft, type: string): boolean => run.type === type && run.exitedAt === undefined;

function failureOf(event: HistoryEvent): Failure | undefined {
  if (!/(Failed|TimedOut|Aborted)$/.test(event.type ?? '') || (event.type ?? '').startsWith('Execution'))
    return undefined;
  const details = Object.entries(event).find(([name, value]) => name.endsWith('EventDetails') && value)?.[1] as
    Failure | undefined;
  return details ?? { error: event.type ?? '' };
}

function detailsOf(event: HistoryEvent): string | undefined {
  const details = Object.entries(event).find(([name, value]) => name.endsWith('EventDetails') && value)?.[1] as
    object | undefined;
  return details && maskSecrets(JSON.stringify(details));
}

const timeOf = (event: HistoryEvent): number => event.timestamp?.getTime() ?? 0;
