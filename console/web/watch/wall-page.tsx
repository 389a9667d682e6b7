// The wall: up to 16 live pictures of the cameras that somebody may see.
import { useMemo, useState } from 'react';
import type { About } from '../../api/about.ts';
import type { CameraRow } from '../../api/cameras.ts';
import { useAsked } from '../frame/use-asked.ts';
import type { PageProps } from '../frame/page-props.ts';
import { Link, tellAddress, useSearch } from '../frame/location.tsx';
import { Empty, Trouble } from '../frame/notice.tsx';
import { ChooseCameras } from './choose-cameras.tsx';
import { PairCamera, type AskedPairing } from './pair-camera.tsx';
import { refusalWords } from './refusal-words.ts';
import { Tile } from './tile.tsx';
import { useCameras } from './use-cameras.ts';
import { openViewUrls } from './view-urls.ts';
import { addressOf, choiceOf, growChoice, mostTiles } from './wall-choice.ts';
import { useWatcher, type Watcher } from './watcher.ts';
import { WatchingAs } from './watching-as.tsx';
import './watch.css';

const lookEveryMs = 10_000;
// Somebody stands before a camera and waits.
const lookEveryMsWhilePairing = 3_000;

export function WallPage({ about }: PageProps) {
  return (
    <div className="wall">
      <h1>Watch</h1>
      {about && (about.tokens === 'issued-here' ? <WallOfOwner about={about} /> : <WallOf about={about} />)}
    </div>
  );
}

/** Nobody has to say who they are: an owner is there to begin with. */
function WallOfOwner({ about }: { about: About }) {
  const first = choiceOf(useSearch())?.names[0];
  const { answer: fleet, error } = useAsked('getFleet');
  if (error !== undefined) return <Trouble>{error}</Trouble>;
  return fleet ? <WallOf about={about} owners={ownersOf(fleet.cameras, first)} /> : null;
}

function WallOf({ about, owners }: { about: About; owners?: readonly string[] }) {
  const { tokens, canAddDemoCamera } = about;
  const search = useSearch();
  const watcher = useWatcher(tokens, owners?.[0]);
  return (
    <>
      <WatchingAs tokens={tokens} watcher={watcher} likely={owners} />
      {watcher && <Wall key={watcher.email} {...{ watcher, search, canAddDemoCamera }} />}
    </>
  );
}

interface WallProps {
  readonly watcher: Watcher;
  readonly search: string;
  readonly canAddDemoCamera: boolean;
}

function Wall({ watcher, search, canAddDemoCamera }: WallProps) {
  const [asked, setAsked] = useState<AskedPairing>();
  const { cameras, error } = useCameras(watcher.client, asked ? lookEveryMsWhilePairing : lookEveryMs);
  const urls = useMemo(() => openViewUrls(watcher.client), [watcher]);
  const [large, setLarge] = useState<string>();
  const [firstOnline, setFirstOnline] = useState<readonly string[]>([]);
  const grown = growChoice(firstOnline, cameras ?? []);
  if (grown.length > firstOnline.length) setFirstOnline(grown);
  const chosen = choiceOf(search);
  const names = chosen?.names ?? firstOnline;
  const titles = useMemo(
    () => new Map(cameras?.map(({ cameraName, displayName }) => [cameraName, displayName ?? cameraName])),
    [cameras],
  );
  const columns = Math.ceil(Math.sqrt(names.length));
  return (
    <>
      {error !== undefined && <Trouble>{refusalWords(error, { email: watcher.email })}</Trouble>}
      {chosen !== undefined && chosen.left > 0 && (
        <Trouble>
          The address names {chosen.names.length + chosen.left} cameras, and a wall has {mostTiles} at most: these are
          the first {mostTiles}.
        </Trouble>
      )}
      {cameras === undefined && error === undefined && <p className="quiet">Reading the cameras …</p>}
      {cameras?.length === 0 && names.length === 0 && (
        <Empty title={`${watcher.email} has no cameras`}>
          <p>
            None is theirs, and none is shared with them. Pair one, change the user, or see{' '}
            <Link href="/cameras">all cameras</Link>.
          </p>
        </Empty>
      )}
      {cameras !== undefined && <PairCamera {...{ watcher, cameras, canAddDemoCamera, asked }} onAsked={setAsked} />}
      {cameras !== undefined && cameras.length > 0 && (
        <>
          <ChooseCameras cameras={cameras} names={names} onChange={(wanted) => tellAddress(addressOf(wanted))} />
          {names.length === 0 && (
            <Empty title={chosen ? 'No camera is chosen' : 'No camera is online'}>
              <p>Choose cameras above. The picture of one that is offline comes as soon as it is there.</p>
            </Empty>
          )}
        </>
      )}
      <div className="tiles" style={{ '--columns': columns } as React.CSSProperties}>
        {names.map((name) => (
          <Tile
            key={name}
            cameraName={name}
            title={titles.get(name) ?? name}
            urls={urls}
            email={watcher.email}
            large={large === name}
            onLarge={(on) => setLarge(on ? name : undefined)}
          />
        ))}
      </div>
    </>
  );
}

/** Those with most cameras first; before them whoever owns the camera that the address names first. */
function ownersOf(cameras: readonly CameraRow[], first: string | undefined): string[] {
  const counts = new Map<string, number>();
  for (const { owner, cameraName, status } of cameras) {
    if (owner === undefined || status === 'EXPECTED') continue;
    counts.set(owner, (counts.get(owner) ?? 0) + (cameraName === first ? Infinity : 1));
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([owner]) => owner);
}
