// A live picture with how it is and how well it arrives; what is wrong stands in its place, with what to do.
import type { ReactNode } from 'react';
import { duration } from '../frame/moment.tsx';
import { Badge, type BadgeProps } from '../frame/status.tsx';
import type { ViewState } from './keep-watching.ts';
import { refusalWords } from './refusal-words.ts';
import type { View } from './use-view.ts';

const badges: Readonly<Record<ViewState['phase'], BadgeProps>> = {
  connecting: { tone: 'busy', sign: '◌', word: 'Connecting' },
  live: { tone: 'good', sign: '●', word: 'Live' },
  waiting: { tone: 'warn', sign: '↻', word: 'Connecting again' },
  offline: { tone: 'idle', sign: '○', word: 'Offline' },
  refused: { tone: 'bad', sign: '✕', word: 'Refused' },
  paused: { tone: 'idle', sign: '■', word: 'Paused' },
};

interface PictureProps {
  readonly view: View;
  readonly cameraName: string;
  readonly email: string;
  readonly children?: ReactNode;
}

export function Picture({ view: { video, state }, cameraName }: PictureProps) {
  return (
    <video
      ref={video}
      className={state.phase === 'live' ? 'shown' : 'dark'}
      autoPlay
      playsInline
      muted
      aria-label={`Live picture of ${cameraName}`}
    />
  );
}

/** Below the picture. */
export function ViewStatus({ view: { state, again }, cameraName, email, children }: PictureProps) {
  const { phase } = state;
  return (
    <>
      <p className="how number">
        <span role="status">
          <Badge {...badges[phase]} />
        </span>{' '}
        {children}
        <span className="quiet">{figures(state)}</span>
      </p>
      {phase === 'offline' && (
        <p className="why">
          The camera is not connected. Its picture comes as soon as it is.{' '}
          <Again again={again} cameraName={cameraName}>
            Try anyway
          </Again>
        </p>
      )}
      {phase === 'waiting' && (
        <p className="why">
          {refusalWords(state.error, { email, cameraName })} Connecting again by itself.{' '}
          <Again again={again} cameraName={cameraName}>
            Now
          </Again>
        </p>
      )}
      {phase === 'refused' && (
        <p className="why bad" role="alert">
          {refusalWords(state.error, { email, cameraName })}{' '}
          <Again again={again} cameraName={cameraName}>
            Try again
          </Again>
        </p>
      )}
      {phase === 'paused' && (
        <p className="why">Nobody was looking at this tab, so the picture was stopped. It comes back by itself.</p>
      )}
    </>
  );
}

function Again({ again, cameraName, children }: { again: () => void; cameraName: string; children: string }) {
  return (
    <button type="button" className="chip" onClick={again}>
      {children} <span className="unseen">for {cameraName}</span>
    </button>
  );
}

function figures({ phase, width, height, kilobitsPerSecond, roundTripMs, firstFrameMs }: ViewState): string {
  if (phase !== 'live') return '';
  return [
    width === undefined || height === undefined ? [] : `${width} × ${height}`,
    kilobitsPerSecond === undefined ? [] : `${Math.round(kilobitsPerSecond)} kbit/s`,
    roundTripMs === undefined ? [] : `round trip ${duration(roundTripMs)}`,
    firstFrameMs === undefined ? [] : `first frame after ${duration(firstFrameMs)}`,
  ]
    .flat()
    .join(' · ');
}
