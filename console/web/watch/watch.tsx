// The camera's live picture on its page, as its owner sees it, with how well it arrives.
import { useEffect, useRef, useState } from 'react';
import { duration } from '../frame/moment.tsx';
import { Trouble } from '../frame/notice.tsx';
import { openView, type ViewState } from './open-view.ts';
import './watch.css';

const phases = { connecting: 'Connecting …', live: 'Live', ended: 'Ended' } as const;

export function Watch({ cameraName, owner }: { cameraName: string; owner: string }) {
  const video = useRef<HTMLVideoElement>(null);
  const [watching, setWatching] = useState(false);
  const [state, setState] = useState<ViewState>();
  useEffect(() => {
    if (!watching) return;
    return openView(cameraName, video.current!, (news) => {
      setState(news);
      if (news.phase === 'ended') setWatching(false);
    });
  }, [watching, cameraName]);
  return (
    <section aria-labelledby="watch">
      <h2 id="watch">Live picture</h2>
      <p className="quiet">
        As its owner, <bdi>{owner}</bdi>, sees it: through the viewer API.
      </p>
      <button
        type="button"
        className={`button ${watching ? 'plain' : 'primary'}`}
        onClick={() => setWatching(!watching)}
      >
        {watching ? 'Stop watching' : 'Watch'}
      </button>
      {state?.phase === 'ended' && state.reason !== undefined && <Trouble>{state.reason}</Trouble>}
      {watching && (
        <figure className="picture">
          <video ref={video} autoPlay playsInline muted aria-label={`Live picture of ${cameraName}`} />
          <figcaption className="number">
            <span role="status">{phases[state?.phase ?? 'connecting']}</span>
            {state?.phase === 'live' && (
              <>
                {state.width !== undefined && ` · ${state.width} × ${state.height}`}
                {state.kilobitsPerSecond !== undefined && ` · ${Math.round(state.kilobitsPerSecond)} kbit/s`}
                {state.roundTripMs !== undefined && ` · round trip ${duration(state.roundTripMs)}`}
                {state.firstFrameMs !== undefined && ` · first frame after ${duration(state.firstFrameMs)}`}
              </>
            )}
          </figcaption>
        </figure>
      )}
    </section>
  );
}
