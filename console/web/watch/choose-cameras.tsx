// Which cameras the wall shows, out of all that the one who watches may see.
import { useDeferredValue, useState } from 'react';
import type { Camera } from '../../../client/src/index.ts';
import { Trouble } from '../frame/notice.tsx';
import { Badge } from '../frame/status.tsx';
import { mayWatch, mostTiles } from './wall-choice.ts';

interface ChooseCamerasProps {
  readonly cameras: readonly Camera[];
  readonly names: readonly string[];
  readonly onChange: (names: readonly string[]) => void;
}

export function ChooseCameras({ cameras, names, onChange }: ChooseCamerasProps) {
  const [typed, setTyped] = useState('');
  const [refused, setRefused] = useState(false);
  const wanted = useDeferredValue(typed.trim().toLowerCase());
  const shown = cameras.filter(({ cameraName, displayName }) =>
    `${cameraName}\n${displayName ?? ''}`.toLowerCase().includes(wanted),
  );
  const choose = (name: string, on: boolean): void => {
    const full = on && names.length >= mostTiles;
    setRefused(full);
    if (!full) onChange(on ? [...names, name] : names.filter((other) => other !== name));
  };
  return (
    <details className="choose">
      <summary>
        Choose cameras ({names.length} of {cameras.length})
      </summary>
      <label className="field">
        <span className="unseen">Search among your cameras</span>
        <input type="search" value={typed} placeholder="Camera" onChange={(event) => setTyped(event.target.value)} />
      </label>
      {refused && <Trouble>A wall has {mostTiles} cameras at most. Take one off first.</Trouble>}
      {shown.length === 0 && <p className="quiet">Nothing matches. Try another word.</p>}
      <ul className="plain-list choices">
        {shown.map((camera) => {
          const { cameraName, displayName, online } = camera;
          return (
            <li key={cameraName}>
              <label>
                <input
                  type="checkbox"
                  checked={names.includes(cameraName)}
                  disabled={!mayWatch(camera)}
                  onChange={(event) => choose(cameraName, event.target.checked)}
                />
                <span className="cut">
                  <bdi>{displayName ?? cameraName}</bdi>
                </span>
                {!mayWatch(camera) ? (
                  <Badge tone="warn" sign="…" word="Offered" />
                ) : online ? (
                  <Badge tone="good" sign="●" word="Online" />
                ) : (
                  <Badge tone="idle" sign="○" word="Offline" />
                )}
              </label>
            </li>
          );
        })}
      </ul>
    </details>
  );
}
