// All cameras: who they are, whose they are, whether they are there, and for how long their certificates are good.
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import type { CameraRow, Fleet } from '../../api/cameras.ts';
import { AddDemoCamera } from './add-demo-camera.tsx';
import { useAsked } from '../frame/use-asked.ts';
import type { PageProps } from '../frame/page-props.ts';
import { Link } from '../frame/location.tsx';
import { Moment } from '../frame/moment.tsx';
import { Empty, Trouble } from '../frame/notice.tsx';
import { Badge, type Tone } from '../frame/status.tsx';
import { VirtualRows } from '../frame/virtual-rows.tsx';
import { ExpiryBadge, Until } from './expiry-badge.tsx';
import { countGroups, hasWords, isIn, type Group } from './fleet-filters.ts';
import './cameras.css';

const everyMs = 5000;
const groups: Readonly<Record<Group, { readonly word: string; readonly tone: Tone }>> = {
  online: { word: 'Online', tone: 'good' },
  offline: { word: 'Offline', tone: 'idle' },
  expected: { word: 'Expected', tone: 'warn' },
  expiring: { word: 'Expiring soon', tone: 'warn' },
  unclaimed: { word: 'Unclaimed', tone: 'idle' },
};

export function FleetPage({ about }: PageProps) {
  const { answer, error, again } = useAsked('getFleet');
  const freshForMs = answer?.freshForMs ?? everyMs;
  useEffect(() => {
    // As often as the backend reads the table anew.
    const timer = setInterval(() => document.visibilityState === 'visible' && again(), freshForMs);
    return () => clearInterval(timer);
  }, [again, freshForMs]);
  return (
    <>
      <div className="row spread">
        <h1>Cameras</h1>
        <div className="row">
          <Link href="/manifest" className="button plain">
            Import a manifest
          </Link>
          {about?.canAddDemoCamera && <AddDemoCamera />}
        </div>
      </div>
      {error !== undefined && <Trouble>{error} Trying again by itself.</Trouble>}
      {answer === undefined ? (
        error === undefined && <p className="quiet">Reading the cameras …</p>
      ) : answer.cameras.length === 0 ? (
        <Empty title="No cameras yet">
          <p>
            Tell the manifest which serial numbers to expect: <Link href="/manifest">import a file</Link>, or{' '}
            <code>npx lensgate manifest import fleet.csv</code>
          </p>
        </Empty>
      ) : (
        <Cameras fleet={answer} />
      )}
    </>
  );
}

function Cameras({ fleet: { cameras, readAt, freshForMs } }: { fleet: Fleet }) {
  const [group, setGroup] = useState<Group>();
  const [typed, setTyped] = useState('');
  const wanted = useDeferredValue(typed.trim().toLowerCase());
  const found = useMemo(
    () => (wanted === '' ? cameras : cameras.filter((camera) => hasWords(camera, wanted))),
    [cameras, wanted],
  );
  const counts = useMemo(() => countGroups(found, readAt), [found, readAt]);
  const shown = useMemo(
    () => (group === undefined ? found : found.filter((camera) => isIn(group, camera, readAt))),
    [found, group, readAt],
  );
  return (
    <>
      <p className="as-of">
        As of <Moment at={readAt} />, again every {Math.round(freshForMs / 1000)}&nbsp;s
      </p>
      <div className="filters">
        <div className="row" role="group" aria-label="Filter by state">
          <button type="button" className="chip" aria-pressed={group === undefined} onClick={() => setGroup(undefined)}>
            All <b>{found.length.toLocaleString()}</b>
          </button>
          {(Object.keys(groups) as Group[]).map((value) => (
            <button
              key={value}
              type="button"
              className={`chip ${groups[value].tone}`}
              aria-pressed={group === value}
              onClick={() => setGroup(group === value ? undefined : value)}
            >
              {groups[value].word} <b>{counts[value].toLocaleString()}</b>
            </button>
          ))}
        </div>
        <label className="field">
          <span className="unseen">Search</span>
          <input
            type="search"
            value={typed}
            placeholder="Camera, serial number, owner or certificate"
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
      </div>
      {shown.length === 0 ? (
        <Empty title="Nothing matches">
          <p>Try another word, or all cameras.</p>
          <button
            type="button"
            className="button plain"
            onClick={() => {
              setGroup(undefined);
              setTyped('');
            }}
          >
            Show all cameras
          </button>
        </Empty>
      ) : (
        <VirtualRows
          label="Cameras"
          className="cameras"
          items={shown}
          rowHeight={60}
          keyOf={({ cameraName }) => cameraName}
          head={
            <>
              <span role="columnheader">Camera</span>
              <span role="columnheader">Presence</span>
              <span role="columnheader">Last seen</span>
              <span role="columnheader">Owner</span>
              <span role="columnheader">Registered</span>
              <span role="columnheader">Certificate until</span>
            </>
          }
          render={(camera) => <Cells camera={camera} />}
        />
      )}
    </>
  );
}

function Cells({ camera }: { camera: CameraRow }) {
  const { cameraName, serialNumber, displayName, owner, lastSeenAt, registeredAt, certificateExpiresAt } = camera;
  return (
    <>
      <span role="cell" className="cell-main">
        <Link href={`/cameras/${encodeURIComponent(cameraName)}`} className="stretched">
          <bdi>{displayName ?? cameraName}</bdi>
        </Link>
        <span className="second">
          <bdi>{displayName === undefined ? serialNumber : `${cameraName} · ${serialNumber}`}</bdi>
        </span>
      </span>
      <span role="cell">
        <PresenceBadge camera={camera} />
      </span>
      <span role="cell">{lastSeenAt === undefined ? '' : <Moment at={lastSeenAt} />}</span>
      <span role="cell" className="cut">
        {owner === undefined ? <span className="quiet">nobody yet</span> : <bdi>{owner}</bdi>}
      </span>
      <span role="cell">{registeredAt === undefined ? '' : <Moment at={registeredAt} />}</span>
      <span role="cell" className="expiry">
        {certificateExpiresAt !== undefined && (
          <>
            <span className="until">
              <Until at={certificateExpiresAt} as="day" />
            </span>{' '}
            <ExpiryBadge at={certificateExpiresAt} />
          </>
        )}
      </span>
    </>
  );
}

export function PresenceBadge({ camera: { status, online } }: { camera: CameraRow }) {
  if (status === 'EXPECTED') return <Badge tone="warn" sign="…" word="Expected" />;
  return online ? <Badge tone="good" sign="●" word="Online" /> : <Badge tone="idle" sign="○" word="Offline" />;
}
