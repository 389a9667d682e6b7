// The frame around every page: where we are, where one can go, and whether news still arrives.
import type { About } from '../api/about.ts';
import { AttentionPage } from './attention/attention-page.tsx';
import { useDeadLetterCount } from './attention/dead-letter-queues.ts';
import { useAsked } from './frame/ask.ts';
import { CameraPage } from './cameras/camera-page.tsx';
import { ExecutionPage } from './executions/execution-page.tsx';
import { ExecutionsPage } from './executions/executions-page.tsx';
import { FleetPage } from './cameras/fleet-page.tsx';
import { useLive } from './frame/live.ts';
import { Link, usePath } from './frame/location.tsx';
import { ManifestPage } from './manifest/manifest-page.tsx';
import { Empty } from './frame/notice.tsx';
import { PageBoundary } from './frame/page-boundary.tsx';
import { usePageTitle } from './frame/use-page-title.ts';
import { WallPage } from './watch/wall-page.tsx';

export function App() {
  const path = usePath();
  const [, room = '', ...rest] = path.split('/');
  const name = decoded(rest.join('/'));
  const execution = room === 'executions' && name ? name : undefined;
  const live = useLive(execution);
  usePageTitle([name, titles[room]].filter(Boolean).join(' · ') || 'No such page', path);
  const waiting = useDeadLetterCount(room === 'attention');
  const { answer: about } = useAsked<About>('/api/about');
  return (
    <>
      <a className="skip" href="#page">
        Skip to the page
      </a>
      <header className="frame">
        <span className="brand">Lensgate</span>
        <nav aria-label="Pages">
          <Link href="/" aria-current={room === '' || room === 'executions' ? 'page' : undefined}>
            Executions
          </Link>
          <Link href="/cameras" aria-current={room === 'cameras' || room === 'manifest' ? 'page' : undefined}>
            Cameras
          </Link>
          <Link href="/watch" aria-current={room === 'watch' ? 'page' : undefined}>
            Watch
          </Link>
          <Link href="/attention" aria-current={room === 'attention' ? 'page' : undefined}>
            Attention{' '}
            {waiting > 0 && (
              <span className="count">
                {waiting.toLocaleString()} <span className="unseen">waiting</span>
              </span>
            )}
          </Link>
        </nav>
        <span className="where">
          {about?.where}
          <span className={`live ${live.connected ? 'on' : 'off'}`} role="status">
            {live.connected ? 'live' : 'not connected'}
          </span>
        </span>
      </header>
      <main id="page" tabIndex={-1}>
        <PageBoundary key={path}>
          {room === '' || (room === 'executions' && !name) ? (
            <ExecutionsPage live={live} about={about} />
          ) : execution !== undefined ? (
            <ExecutionPage key={execution} name={execution} live={live} />
          ) : room === 'cameras' ? (
            name ? (
              <CameraPage key={name} name={name} live={live} about={about} />
            ) : (
              <FleetPage about={about} />
            )
          ) : room === 'watch' && !name ? (
            <WallPage about={about} />
          ) : room === 'attention' ? (
            <AttentionPage />
          ) : room === 'manifest' && !name ? (
            <ManifestPage />
          ) : (
            <Empty title="There is no such page">
              <p>
                <Link href="/">To the executions</Link>
              </p>
            </Empty>
          )}
        </PageBoundary>
      </main>
    </>
  );
}

const titles: Readonly<Record<string, string>> = {
  '': 'Executions',
  executions: 'Executions',
  cameras: 'Cameras',
  watch: 'Watch',
  attention: 'Attention',
  manifest: 'Import a manifest',
};

/** As it stands when it can't be decoded: there is nothing of that name then. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
