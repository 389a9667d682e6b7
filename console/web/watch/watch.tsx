// The camera's live picture on its page, as the one who watches gets it: through the viewer API, like in any app.
import { useMemo, useState } from 'react';
import type { About } from '../../api/about.ts';
import { ViewStatus, Picture } from './picture.tsx';
import { useView } from './use-view.ts';
import { openViewUrls } from './view-urls.ts';
import { useWatcher, type Watcher } from './watcher.ts';
import { WatchingAs } from './watching-as.tsx';
import './watch.css';

interface WatchProps {
  readonly cameraName: string;
  readonly owner: string;
  readonly tokens: About['tokens'];
}

export function Watch({ cameraName, owner, tokens }: WatchProps) {
  const watcher = useWatcher(tokens, owner);
  const [watching, setWatching] = useState(false);
  return (
    <section aria-labelledby="watch">
      <h2 id="watch">Live picture</h2>
      <WatchingAs tokens={tokens} watcher={watcher} likely={[owner]} standard="the owner" />
      {watcher && (
        <>
          <button
            type="button"
            className={`button ${watching ? 'plain' : 'primary'}`}
            onClick={() => setWatching(!watching)}
          >
            {watching ? 'Stop watching' : 'Watch'}
          </button>
          {watching && <Watched key={watcher.email} cameraName={cameraName} watcher={watcher} />}
        </>
      )}
    </section>
  );
}

function Watched({ cameraName, watcher }: { cameraName: string; watcher: Watcher }) {
  const urls = useMemo(() => openViewUrls(watcher.client), [watcher]);
  const view = useView(urls, cameraName);
  const shown = { view, cameraName, email: watcher.email };
  return (
    <figure className="picture">
      <Picture {...shown} />
      <figcaption>
        <ViewStatus {...shown} />
      </figcaption>
    </figure>
  );
}
