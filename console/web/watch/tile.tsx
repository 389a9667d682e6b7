// One camera on the wall. Enter or a click makes it large, and small again.
import { useEffect, useRef } from 'react';
import { Link } from '../frame/location.tsx';
import { ViewStatus, Picture } from './picture.tsx';
import { useView } from './use-view.ts';
import type { ViewUrls } from './view-urls.ts';

interface TileProps {
  readonly cameraName: string;
  readonly title: string;
  readonly urls: ViewUrls;
  readonly email: string;
  readonly large: boolean;
  readonly onLarge: (large: boolean) => void;
}

export function Tile({ cameraName, title, urls, email, large, onLarge }: TileProps) {
  const view = useView(urls, cameraName);
  const tile = useRef<HTMLElement>(null);
  useEffect(() => {
    if (large) tile.current?.scrollIntoView({ block: 'nearest' });
  }, [large]);
  const shown = { view, cameraName, email };
  return (
    <article
      ref={tile}
      className={`tile ${large ? 'large' : ''}`}
      aria-label={title}
      onKeyDown={({ key }) => key === 'Escape' && large && onLarge(false)}
    >
      <button
        type="button"
        className="enlarge"
        aria-pressed={large}
        aria-label={`${title}, large`}
        onClick={() => onLarge(!large)}
      >
        <Picture {...shown} />
      </button>
      <ViewStatus {...shown}>
        <Link href={`/cameras/${cameraName}`} className="name">
          <bdi>{title}</bdi>
        </Link>{' '}
      </ViewStatus>
    </article>
  );
}
