// All registrations, newest first, as they happen.
import { useDeferredValue, useMemo, useState } from 'react';
import type { ExecutionRow, Status } from '../../api/executions.ts';
import { AddDemoCamera } from '../cameras/add-demo-camera.tsx';
import type { PageProps } from '../frame/page-props.ts';
import { Link } from '../frame/location.tsx';
import { duration, Moment } from '../frame/moment.tsx';
import { Empty, Trouble } from '../frame/notice.tsx';
import { Badge, statusBadges } from '../frame/status.tsx';
import { StripChart } from './strip-chart.tsx';
import { VirtualRows } from '../frame/virtual-rows.tsx';
import './executions.css';

const spans = { all: 'all times', hour: 'last hour', day: 'last 24 hours', week: 'last 7 days' } as const;
type Span = keyof typeof spans;
const spanMs: Readonly<Record<Span, number>> = { all: Infinity, hour: 3_600_000, day: 86_400_000, week: 604_800_000 };
const filters: readonly Status[] = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'];

export function ExecutionsPage({ live, about }: PageProps) {
  const [status, setStatus] = useState<Status>();
  const [span, setSpan] = useState<Span>('all');
  const [typed, setTyped] = useState('');
  const wanted = useDeferredValue(typed.trim().toLowerCase());
  const inSpan = useMemo(() => {
    const from = Date.now() - spanMs[span];
    return live.rows.filter((row) => row.startedAt >= from && (wanted === '' || matches(row, wanted)));
  }, [live.rows, span, wanted]);
  const shown = useMemo(
    () => (status === undefined ? inSpan : inSpan.filter((row) => row.status === status)),
    [inSpan, status],
  );
  const counts = useMemo(() => {
    const found = new Map<Status, number>();
    for (const row of inSpan) found.set(row.status, (found.get(row.status) ?? 0) + 1);
    return found;
  }, [inSpan]);
  const now = Date.now();
  const from = span === 'all' ? (live.rows.at(-1)?.startedAt ?? now) : now - spanMs[span];

  if (live.complete && live.rows.length === 0) {
    return (
      <>
        <h1>Executions</h1>
        {live.trouble !== undefined && <Trouble>{live.trouble}</Trouble>}
        <Empty title="No camera has registered yet">
          <p>
            A registration starts by itself when a camera connects for the first time. It appears here as it happens.
          </p>
          {about?.canAddDemoCamera && <AddDemoCamera />}
        </Empty>
      </>
    );
  }
  return (
    <>
      <div className="row spread">
        <h1>Executions</h1>
        {about?.canAddDemoCamera && <AddDemoCamera />}
      </div>
      {live.trouble !== undefined && <Trouble>{live.trouble} Trying again by itself.</Trouble>}
      <StripChart rows={inSpan} from={from} to={now} />
      <div className="filters">
        <div className="row" role="group" aria-label="Filter by status">
          <button
            type="button"
            className="chip"
            aria-pressed={status === undefined}
            onClick={() => setStatus(undefined)}
          >
            All <b>{inSpan.length.toLocaleString()}</b>
          </button>
          {filters.map((value) => (
            <button
              key={value}
              type="button"
              className={`chip ${statusBadges[value].tone}`}
              aria-pressed={status === value}
              onClick={() => setStatus(status === value ? undefined : value)}
            >
              {statusBadges[value].word} <b>{(counts.get(value) ?? 0).toLocaleString()}</b>
            </button>
          ))}
        </div>
        <div className="row">
          <label className="field">
            <span className="unseen">Search</span>
            <input
              type="search"
              value={typed}
              placeholder="Camera, serial number, certificate or error"
              onChange={(event) => setTyped(event.target.value)}
            />
          </label>
          <label className="field">
            <span className="unseen">Time</span>
            <select value={span} onChange={(event) => setSpan(event.target.value as Span)}>
              {Object.entries(spans).map(([value, words]) => (
                <option key={value} value={value}>
                  {words}
                </option>
              ))}
            </select>
          </label>
        </div>
      </div>
      {shown.length === 0 ? (
        live.complete ? (
          <Empty title="Nothing matches">
            <p>Try another word, another status, or all times.</p>
            <button
              type="button"
              className="button plain"
              onClick={() => {
                setStatus(undefined);
                setSpan('all');
                setTyped('');
              }}
            >
              Show all executions
            </button>
          </Empty>
        ) : (
          <p className="quiet">Reading executions …</p>
        )
      ) : (
        <VirtualRows
          label="Executions"
          className="executions"
          items={shown}
          rowHeight={60}
          keyOf={({ name }) => name}
          head={
            <>
              <span role="columnheader">Camera</span>
              <span role="columnheader">Status</span>
              <span role="columnheader">Started</span>
              <span role="columnheader">Took</span>
            </>
          }
          render={(row) => <Cells row={row} />}
        />
      )}
      {!live.complete && shown.length > 0 && <p className="quiet">Older executions are still being read …</p>}
    </>
  );
}

function Cells({ row }: { row: ExecutionRow }) {
  const { name, status, startedAt, stoppedAt, cameraName, serialNumber, error, cause } = row;
  const attempt = /-(\d+)$/.exec(name)?.[1];
  return (
    <>
      <span role="cell" className="cell-main">
        <Link href={`/executions/${name}`} className="stretched" title={name}>
          <bdi>{cameraName ?? `${name.slice(0, 12)}…`}</bdi>
          {attempt !== undefined && <span className="quiet"> attempt {attempt}</span>}
        </Link>
        <span className="second" title={cause}>
          {error !== undefined ? (
            <>
              {error}
              {cause ? `: ${cause}` : ''}
            </>
          ) : (
            <bdi>{serialNumber ?? `certificate ${name.slice(0, 12)}…`}</bdi>
          )}
        </span>
      </span>
      <span role="cell">
        <Badge {...statusBadges[status]} />
      </span>
      <span role="cell">
        <Moment at={startedAt} />
      </span>
      <span role="cell" className="number">
        {stoppedAt === undefined ? '' : duration(stoppedAt - startedAt)}
      </span>
    </>
  );
}

function matches({ name, cameraName, serialNumber, error, cause }: ExecutionRow, wanted: string): boolean {
  return [name, cameraName, serialNumber, error, cause].some((text) => text?.toLowerCase().includes(wanted));
}
