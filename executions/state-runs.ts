// From an execution's history to its states: each visit with what went in, what came out, how often it was tried, and how it ended.
import type { HistoryEvent, TaskScheduledEventDetails } from '@aws-sdk/client-sfn';
import { maskSecrets } from './mask-secrets.ts';

/** [AWS: Step Functions ExecutionStatus] */
export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE';

export type RunOutcome = 'running' | 'succeeded' | 'caught' | 'failed' | 'stopped';

/** One visit of a state. */
export interface StateRun {
  /** Of the history event that entered it. */
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly enteredAt: number;
  readonly exitedAt?: number;
  readonly outcome: RunOutcome;
  readonly attempts: number;
  readonly input?: string;
  readonly output?: string;
  /** `iot:createThing`, and what it was called with. */
  readonly call?: string;
  readonly parameters?: string;
  /** Of the last attempt that failed. */
  readonly error?: string;
  readonly cause?: string;
}

export interface HistoryRow {
  readonly id: number;
  readonly type: string;
  readonly at: number;
  readonly state?: string;
  readonly details?: string;
}

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
  // A redrive goes on in states that were entered before it, mostly without entering them again. [SFN: redrive]
  let goesOn = new Map<number, Draft>();
  let ended: HistoryEvent | undefined;
  for (const event of events) {
    const id = event.id ?? 0;
    if (event.type === 'ExecutionRedriven') {
      goesOn = new Map([...runs].filter(([, run]) => run.exitedAt === undefined));
      for (const [open, run] of goesOn) {
        failed.delete(open);
        delete run.error;
        delete run.cause;
      }
      continue;
    }
    if (/^Execution(Failed|TimedOut|Aborted)$/.test(event.type ?? '')) ended = event;
    const entered = event.stateEnteredEventDetails;
    if (entered) {
      const before = [...goesOn].find(([, run]) => run.name === entered.name);
      if (before && ended) {
        goesOn.delete(before[0]);
        leaveAtEnd(before[1], ended);
      }
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
    const runId = findRun(event, byId, runOf, runs, goesOn);
    if (runId === undefined) continue;
    goesOn.delete(runId);
    runOf.set(id, runId);
    const run = runs.get(runId)!;
    const scheduled = event.taskScheduledEventDetails;
    if (scheduled) {
      run.attempts++;
      run.call = callOf(scheduled);
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
    if (end) leaveAtEnd(run, end);
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

/** A state that was not left by itself. */
function leaveAtEnd(run: Draft, end: HistoryEvent): void {
  run.exitedAt = timeOf(end);
  if (run.outcome === 'running') run.outcome = end.type === 'ExecutionAborted' ? 'stopped' : 'failed';
  const failure = end.executionFailedEventDetails ?? end.executionTimedOutEventDetails;
  if (run.type !== 'Fail' || !failure) return;
  run.error = failure.error ?? '';
  run.cause = maskSecrets(failure.cause) ?? '';
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
  goesOn: ReadonlyMap<number, Draft>,
): number | undefined {
  const exited = event.stateExitedEventDetails?.name;
  const container = /^(Parallel|Map)(State|Run|Iteration)/.exec(event.type ?? '')?.[1];
  for (let at = event.previousEventId; at; at = byId.get(at)?.previousEventId) {
    if (byId.get(at)?.type === 'ExecutionRedriven') {
      const open = findOpen(event, exited, container, goesOn);
      if (open !== undefined) return open;
    }
    const id = runOf.get(at);
    const run = id === undefined ? undefined : runs.get(id);
    if (!run) continue;
    if (exited !== undefined ? run.name === exited : container === undefined || isOpen(run, container)) return id;
  }
  return undefined;
}

// All branches go on from the one event of the redrive, so their chains don't tell them apart: name, type and call do.
function findOpen(
  event: HistoryEvent,
  exited: string | undefined,
  container: string | undefined,
  goesOn: ReadonlyMap<number, Draft>,
): number | undefined {
  const open = [...goesOn];
  const scheduled = event.taskScheduledEventDetails;
  if (exited !== undefined) return open.find(([, { name }]) => name === exited)?.[0];
  if (container !== undefined) return open.findLast(([, run]) => isOpen(run, container))?.[0];
  if (!scheduled) return undefined;
  const tasks = open.filter(([, { type }]) => type === 'Task');
  const same = tasks.find(([, { call }]) => call === callOf(scheduled));
  return (same ?? tasks.find(([, { call }]) => call === undefined) ?? tasks[0])?.[0];
}

const callOf = ({ resourceType = '', resource = '' }: Partial<TaskScheduledEventDetails>): string =>
  `${resourceType.replace('aws-sdk:', '')}:${resource}`;

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
