// All cameras: who they are, whose they are, whether they are there.
import { useDeferredValue, useMemo, useState } from 'react';
import type { About } from '../../api/about.ts';
import type { CameraRow, Fleet } from '../../api/cameras.ts';
import { AddDemoCamera } from './add-demo-camera.tsx';
import { useAsked } from '../frame/ask.ts';
import { Link } from '../frame/location.tsx';
import { Moment } from '../frame/moment.tsx';
import { Empty, Trouble } from '../frame/notice.tsx';
import { Badge } from '../frame/status.tsx';
import { VirtualRows } from '../frame/virtual-rows.tsx';
import './cameras.css';

const everyMs = 5000;

export function FleetPage({ about }: { about?: About }) {
  const { answer, error } = useAsked<Fleet>('/api/fleet', everyMs);
  const [typed, setTyped] = useState('');
  const wanted = useDeferredValue(typed.trim().toLowerCase());
  const cameras = answer?.cameras;
  const shown = useMemo(
    () => (cameras ?? []).filter((camera) => wanted === '' || matches(camera, wanted)),
    [cameras, wanted],
  );
  const online = cameras?.filter((camera) => camera.online).length ?? 0;
  return (
    <>
      <div className="row spread">
        <h1>Cameras</h1>
        {about?.canAddDemoCamera && <AddDemoCamera />}
      </div>
      {error !== undefined && <Trouble>{error} Trying again by itself.</Trouble>}
      {cameras === undefined ? (
        error === undefined && <p className="quiet">Reading the cameras …</p>
      ) : cameras.length === 0 ? (
        <Empty title="No cameras yet">
          <p>
            Tell the manifest which serial numbers to expect: <code>npx lensgate manifest import fleet.csv</code>
          </p>
        </Empty>
      ) : (
        <>
          <div className="filters">
            <p className="quiet">
              {cameras.length.toLocaleString()} cameras, {online.toLocaleString()} online
            </p>
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
              <p>Try another word.</p>
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
                  <span role="columnheader">Owner</span>
                  <span role="columnheader">Registered</span>
                </>
              }
              render={(camera) => <Cells camera={camera} />}
            />
          )}
        </>
      )}
    </>
  );
}

function Cells({ camera }: { camera: CameraRow }) {
  const { cameraName, serialNumber, displayName, owner, registeredAt } = camera;
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
      <span role="cell" className="cut">
        {owner === undefined ? <span className="quiet">nobody yet</span> : <bdi>{owner}</bdi>}
      </span>
      <span role="cell">{registeredAt === undefined ? '' : <Moment at={registeredAt} />}</span>
    </>
  );
}

export function PresenceBadge({ camera: { status, online } }: { camera: CameraRow }) {
  if (status === 'EXPECTED') return <Badge tone="warn" sign="…" word="Expected" />;
  return online ? <Badge tone="good" sign="●" word="Online" /> : <Badge tone="idle" sign="○" word="Offline" />;
}

function matches(camera: CameraRow, wanted: string): boolean {
  const { cameraName, serialNumber, displayName, owner, certificateId } = camera;
  return [cameraName, serialNumber, displayName, owner, certificateId].some((text) =>
    text?.toLowerCase().includes(wanted),
  );
}
