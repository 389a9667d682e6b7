// One camera's story as a timeline: what was registered, who owned it, whom it was shown to, when it came and went.
import { useMemo, useState } from 'react';
import type { Chapter } from '../../api/camera-story.ts';
import type { ExecutionRow } from '../../api/executions.ts';
import { ActionButton } from '../frame/action-button.tsx';
import { Link } from '../frame/location.tsx';
import { duration, Moment } from '../frame/moment.tsx';
import { Trouble } from '../frame/notice.tsx';
import { Badge, statusBadges } from '../frame/status.tsx';
import { storyLines, type StoryLine } from './story-lines.ts';
import { kindBadges, wordsOf } from './story-words.tsx';
import { useStory } from './use-story.ts';
import './cameras.css';

const chapters: Readonly<Record<Chapter, string>> = {
  all: 'Everything',
  registrations: 'Registrations',
  ownership: 'Ownership',
  shares: 'Shares',
  connections: 'Connections',
};

const dayOf = (at: number): string => new Date(at).toDateString();

interface StoryProps {
  readonly cameraName: string;
  /** Those of the camera. */
  readonly executions: readonly ExecutionRow[];
  /** Whether all executions are known. */
  readonly complete: boolean;
  /** Of one that isn't any more, only a story that there is is shown. */
  readonly isCamera: boolean;
}

export function Story({ cameraName, executions, complete, isCamera }: StoryProps) {
  const [chapter, setChapter] = useState<Chapter>('all');
  const { events, kept, older, error, readOlder } = useStory(cameraName, chapter);
  const lines = useMemo(
    () => storyLines({ events: events ?? [], more: older !== undefined, executions, chapter }, dayOf),
    [events, older, executions, chapter],
  );
  if (!isCamera && chapter === 'all' && lines.length === 0) return null;
  return (
    <section aria-labelledby="story">
      <h2 id="story">Its story</h2>
      <div className="row" role="group" aria-label="Show of the story">
        {Object.entries(chapters).map(([value, words]) => (
          <button
            key={value}
            type="button"
            className="chip"
            aria-pressed={chapter === value}
            onClick={() => setChapter(value as Chapter)}
          >
            {words}
          </button>
        ))}
      </div>
      {error !== undefined && <Trouble>{error} Trying again by itself.</Trouble>}
      {!kept && (
        <p className="quiet">
          This stack keeps no history: it is of an older release. Deploy the present one, and the story begins. Until
          then only registrations are known.
        </p>
      )}
      {lines.length > 0 ? (
        <ol className="story">
          {lines.map((line) => (
            <Line key={line.key} line={line} />
          ))}
        </ol>
      ) : events === undefined || !complete ? (
        error === undefined && <p className="quiet">Reading its story …</p>
      ) : (
        kept && older === undefined && <Nothing chapter={chapter} />
      )}
      {older !== undefined && (
        <p>
          <ActionButton act={readOlder} busy="Reading …">
            Older
          </ActionButton>
        </p>
      )}
    </section>
  );
}

function Nothing({ chapter }: { chapter: Chapter }) {
  return (
    <p className="quiet">
      {chapter === 'all' ? 'Nothing has happened yet.' : 'There is nothing of this kind.'} The story begins when the
      stack begins to keep one; what was before is not in it, and what is older than the stack’s{' '}
      <code>historyDays</code> is deleted. A registration starts when the camera connects for the first time.
    </p>
  );
}

function Line({ line }: { line: StoryLine }) {
  if (line.type === 'connections') return <Connections line={line} />;
  return (
    <li>
      <span className="when">
        <Moment at={line.at} />
      </span>
      {line.type === 'registration' ? (
        <Registration line={line} />
      ) : (
        <span>
          <Badge {...kindBadges[line.event.kind]} /> {wordsOf(line.event)}
        </span>
      )}
    </li>
  );
}

function Registration({ line: { executionName, event, execution } }: { line: StoryLine & { type: 'registration' } }) {
  const badge = event ? kindBadges[event.kind] : badgeOf(execution!);
  const error = event?.error ?? execution?.error;
  return (
    <span>
      <Badge {...badge} /> {error !== undefined && <bdi>{error}</bdi>}{' '}
      {execution?.stoppedAt !== undefined && (
        <span className="quiet">in {duration(execution.stoppedAt - execution.startedAt)}</span>
      )}{' '}
      <Link href={`/executions/${encodeURIComponent(executionName)}`}>See the execution</Link>
    </span>
  );
}

/** The same words before and after the history tells of it. */
function badgeOf({ status }: ExecutionRow) {
  if (status === 'SUCCEEDED') return kindBadges.registered;
  if (status === 'FAILED') return kindBadges['registration-failed'];
  return { ...statusBadges[status], word: `Registration: ${statusBadges[status].word.toLowerCase()}` };
}

function Connections({ line: { at, connections, events } }: { line: StoryLine & { type: 'connections' } }) {
  const today = dayOf(at) === dayOf(Date.now());
  return (
    <li>
      <span className="when">
        <Moment at={at} />
      </span>
      <details>
        <summary>
          {connections.toLocaleString()} connections {today ? 'today' : 'on this day'}
        </summary>
        <ol className="story">
          {events.map((event) => (
            <Line key={event.place} line={{ type: 'event', at: event.at, key: event.place, event }} />
          ))}
        </ol>
      </details>
    </li>
  );
}
