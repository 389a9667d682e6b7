// From events and executions to the lines of a camera's story: each registration once, and a camera that comes and goes in one line.
import type { Chapter, StoryEvent } from '../../api/camera-story.ts';
import type { ExecutionRow } from '../../api/executions.ts';

export type StoryLine =
  | { readonly type: 'event'; readonly at: number; readonly key: string; readonly event: StoryEvent }
  /** What the history says of its end, what the list of executions says of it, or both. */
  | {
      readonly type: 'registration';
      readonly at: number;
      readonly key: string;
      readonly executionName: string;
      readonly event?: StoryEvent;
      readonly execution?: ExecutionRow;
    }
  /** One after another on the same day, newest first. */
  | {
      readonly type: 'connections';
      readonly at: number;
      readonly key: string;
      readonly connections: number;
      readonly events: readonly StoryEvent[];
    };

export interface StorySoFar {
  /** Newest first. */
  readonly events: readonly StoryEvent[];
  /** Whether there are older events that aren't known yet. */
  readonly more: boolean;
  /** The camera's executions, of any order. */
  readonly executions: readonly ExecutionRow[];
  readonly chapter: Chapter;
}

// As few connections in a row are told one by one.
const fewEvents = 4;

/** Newest first. `dayOf` says which moments are of the same day, in the reader's zone. */
export function storyLines(story: StorySoFar, dayOf: (at: number) => string): StoryLine[] {
  const { events, more, executions, chapter } = story;
  const lines: StoryLine[] = [];
  const executionOf = new Map(executions.map((execution) => [execution.name, execution]));
  const told = new Set<string>();
  for (const event of events) {
    const { at, place: key, executionName } = event;
    const isRegistration = event.kind === 'registered' || event.kind === 'registration-failed';
    if (!isRegistration || executionName === undefined) {
      lines.push({ type: 'event', at, key, event });
    } else if (!told.has(executionName)) {
      told.add(executionName);
      const execution = executionOf.get(executionName);
      lines.push({
        type: 'registration',
        at,
        key: executionName,
        executionName,
        event,
        ...(execution && { execution }),
      });
    }
  }
  if (chapter === 'all' || chapter === 'registrations') {
    // What is older than the events that are known has its place among those that aren't.
    const from = more ? (events.at(-1)?.at ?? Infinity) : -Infinity;
    for (const execution of executions) {
      const { name, startedAt, stoppedAt = startedAt } = execution;
      if (told.has(name) || stoppedAt < from) continue;
      lines.push({ type: 'registration', at: stoppedAt, key: name, executionName: name, execution });
    }
  }
  return fold(
    lines.sort((a, b) => b.at - a.at),
    dayOf,
  );
}

function fold(lines: readonly StoryLine[], dayOf: (at: number) => string): StoryLine[] {
  const folded: StoryLine[] = [];
  let run: (StoryLine & { type: 'event' })[] = [];
  const endRun = (): void => {
    if (run.length <= fewEvents) folded.push(...run);
    else {
      const events = run.map(({ event }) => event);
      const came = events.filter(({ kind }) => kind === 'connected').length;
      // By its oldest event: newer ones come, and it stays the same line.
      const key = `since ${events.at(-1)!.place}`;
      const connections = Math.max(came, events.length - came);
      folded.push({ type: 'connections', at: events[0]!.at, key, connections, events });
    }
    run = [];
  };
  for (const line of lines) {
    const isConnection =
      line.type === 'event' && (line.event.kind === 'connected' || line.event.kind === 'disconnected');
    if (run.length > 0 && (!isConnection || dayOf(line.at) !== dayOf(run[0]!.at))) endRun();
    if (isConnection) run.push(line);
    else folded.push(line);
  }
  endRun();
  return folded;
}
