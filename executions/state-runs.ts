// From an execution's history to its states: each visit with what went in, what came out, how often it was tried, and how it ended.
import type { HistoryEvent, StateEnteredEventDetails } from '@aws-sdk/client-sfn';
import { readCause } from './cause.ts';
import { callOf, detailsInWords, failureOf, idOf, timeOf } from './history-event.ts';
import { maskSecrets } from './mask-secrets.ts';
import type { HistoryRow, RunOutcome, StateRun, Status } from './state-run.ts';
import { openVisits } from './visits.ts';

type Draft = { -readonly [K in keyof StateRun]: StateRun[K] };

/** Oldest first. `status` is the execution's: what becomes of a state that was entered and never left. */
export function readRuns(events: readonly HistoryEvent[], status: Status): { runs: StateRun[]; history: HistoryRow[] } {
  const visits = openVisits<Draft>(events);
  // Those whose last attempt failed: when they are left like that, it was by a Catch.
  const failing = new Set<Draft>();
  let end: HistoryEvent | undefined;
  for (const event of events) {
    if (event.type === 'ExecutionRedriven') {
      for (const run of visits.resume()) forgetFailure(run, failing);
    } else if (event.stateEnteredEventDetails) {
      const run = entered(event, event.stateEnteredEventDetails);
      const before = visits.enter(event, run);
      if (before && end) leaveAtEnd(before, end);
    } else {
      if (/^Execution(Failed|TimedOut|Aborted)$/.test(event.type ?? '')) end = event;
      const run = visits.visitOf(event);
      if (run) take(run, event, failing);
    }
  }
  const last = events.at(-1);
  for (const run of visits.all) {
    if (run.exitedAt !== undefined || status === 'RUNNING') continue;
    run.outcome = status === 'SUCCEEDED' && failing.has(run) ? 'failed' : outcomeOfLeftOver[status];
    if (last) leaveAtEnd(run, last);
  }
  const history = events.map((event) => {
    const run = visits.knownVisitOf(event);
    const details = detailsInWords(event);
    return {
      id: idOf(event),
      type: event.type ?? '',
      at: timeOf(event),
      ...(run && { state: run.name }),
      ...(details !== undefined && { details }),
    };
  });
  return { runs: [...visits.all], history };
}

function entered(event: HistoryEvent, { name = '', input }: StateEnteredEventDetails): Draft {
  return {
    id: idOf(event),
    name,
    type: (event.type ?? '').replace('StateEntered', ''),
    enteredAt: timeOf(event),
    outcome: 'running',
    attempts: 0,
    ...(input !== undefined && { input: maskSecrets(input)! }),
  };
}

/** What the event says of the visit. */
function take(run: Draft, event: HistoryEvent, failing: Set<Draft>): void {
  const scheduled = event.taskScheduledEventDetails;
  if (scheduled) {
    run.attempts++;
    run.call = callOf(scheduled);
    run.parameters = maskSecrets(scheduled.parameters)!;
  }
  const submitted = event.taskSubmittedEventDetails;
  if (submitted?.resourceType === 'states') {
    const { ExecutionArn } = JSON.parse(submitted.output ?? '{}') as { ExecutionArn?: string };
    if (ExecutionArn !== undefined) run.nestedArn = ExecutionArn;
  }
  if (/Succeeded$/.test(event.type ?? '')) failing.delete(run);
  const failure = failureOf(event);
  if (failure) {
    failing.add(run);
    Object.assign(run, failure);
  }
  const exited = event.stateExitedEventDetails;
  if (exited) {
    run.exitedAt = timeOf(event);
    run.outcome = failing.has(run) ? 'caught' : 'succeeded';
    if (exited.output !== undefined) run.output = maskSecrets(exited.output)!;
  }
}

function forgetFailure(run: Draft, failing: Set<Draft>): void {
  failing.delete(run);
  delete run.error;
  delete run.cause;
}

/** A state that was not left by itself. */
function leaveAtEnd(run: Draft, end: HistoryEvent): void {
  run.exitedAt = timeOf(end);
  if (run.outcome === 'running') run.outcome = end.type === 'ExecutionAborted' ? 'stopped' : 'failed';
  const failure = end.executionFailedEventDetails ?? end.executionTimedOutEventDetails;
  if (run.type !== 'Fail' || !failure) return;
  run.error = failure.error ?? '';
  run.cause = maskSecrets(readCause(failure.cause).message) ?? '';
}

const outcomeOfLeftOver: Readonly<Record<Status, RunOutcome>> = {
  RUNNING: 'running',
  // In a branch, when another one failed.
  SUCCEEDED: 'stopped',
  FAILED: 'failed',
  TIMED_OUT: 'failed',
  ABORTED: 'stopped',
  PENDING_REDRIVE: 'failed',
};
