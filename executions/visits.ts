// Which visit of a state an event of the history belongs to. Few events name their state; all name the event before them.
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { callOf, idOf } from './history-event.ts';

/** A visit, as far as it tells whose an event is. It changes while the history is read. */
export interface Visit {
  readonly name: string;
  readonly type: string;
  /** Absent while it is open. */
  readonly exitedAt?: number;
  /** Of its last attempt. */
  readonly call?: string;
}

export interface Visits<V extends Visit> {
  /** All, in the order in which they were entered. */
  readonly all: readonly V[];
  /** The event enters this visit. Returns the one that a redrive let begin anew thereby. */
  enter(event: HistoryEvent, visit: V): V | undefined;
  /** The event is the redrive of the execution. Returns the visits in which it goes on. */
  resume(): V[];
  /** Whose the event is; undefined where it is the execution's own. To be asked once, in the order of events. */
  visitOf(event: HistoryEvent): V | undefined;
  /** What `visitOf` said, or whom the event entered. */
  knownVisitOf(event: HistoryEvent): V | undefined;
}

export function openVisits<V extends Visit>(events: readonly HistoryEvent[]): Visits<V> {
  const byId = new Map(events.map((event) => [idOf(event), event]));
  const all: V[] = [];
  const visitOfEvent = new Map<number, V>();
  // A redrive goes on in visits from before it, mostly without entering their states again. [SFN: redrive] Nothing was heard of these since.
  let interrupted = new Set<V>();

  const find = (event: HistoryEvent): V | undefined => {
    const isIts = belongsTo(event);
    for (let id = event.previousEventId; id; id = byId.get(id)?.previousEventId) {
      const resumed = byId.get(id)?.type === 'ExecutionRedriven' && findInterrupted(event, [...interrupted]);
      if (resumed) return resumed;
      const visit = visitOfEvent.get(id);
      if (visit && isIts(visit)) return visit;
    }
    return undefined;
  };
  return {
    all,
    enter(event, visit) {
      const before = [...interrupted].find(({ name }) => name === visit.name);
      if (before) interrupted.delete(before);
      all.push(visit);
      visitOfEvent.set(idOf(event), visit);
      return before;
    },
    resume() {
      interrupted = new Set(all.filter(isOpen));
      return [...interrupted];
    },
    visitOf(event) {
      const visit = find(event);
      if (!visit) return undefined;
      interrupted.delete(visit);
      visitOfEvent.set(idOf(event), visit);
      return visit;
    },
    knownVisitOf: (event) => visitOfEvent.get(idOf(event)),
  };
}

const isOpen = ({ exitedAt }: Visit): boolean => exitedAt === undefined;

/** What a Parallel or a Map says of itself and of its branches. */
const containerOf = ({ type }: HistoryEvent): string | undefined =>
  /^(Parallel|Map)(State|Run|Iteration)/.exec(type ?? '')?.[1];

// Going back from the event: an exit is of the newest visit with its name, a container's event of the newest open one of its type, any other of the first that comes.
function belongsTo(event: HistoryEvent): (visit: Visit) => boolean {
  const exited = event.stateExitedEventDetails?.name;
  if (exited !== undefined) return ({ name }) => name === exited;
  const container = containerOf(event);
  return (visit) => container === undefined || (visit.type === container && isOpen(visit));
}

// All branches go on from the one event of the redrive, so their chains don't tell them apart: name, type and call do.
function findInterrupted<V extends Visit>(event: HistoryEvent, interrupted: readonly V[]): V | undefined {
  const exited = event.stateExitedEventDetails?.name;
  if (exited !== undefined) return interrupted.find(({ name }) => name === exited);
  const container = containerOf(event);
  if (container !== undefined) return interrupted.findLast((visit) => visit.type === container && isOpen(visit));
  const scheduled = event.taskScheduledEventDetails;
  if (!scheduled) return undefined;
  const tasks = interrupted.filter(({ type }) => type === 'Task');
  const sameCall = tasks.find(({ call }) => call === callOf(scheduled));
  return sameCall ?? tasks.find(({ call }) => call === undefined) ?? tasks[0];
}
