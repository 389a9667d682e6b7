// The frame around every page: where we are, where one can go, and whether news still arrives.
import { useDeadLetterCount } from './attention/dead-letter-queues.ts';
import { useLive } from './frame/live.ts';
import { Link, usePath } from './frame/location.tsx';
import { Empty } from './frame/notice.tsx';
import { PageBoundary } from './frame/page-boundary.tsx';
import { useAsked } from './frame/use-asked.ts';
import { usePageTitle } from './frame/use-page-title.ts';
import { roomAt, rooms } from './rooms.ts';

export function App() {
  const path = usePath();
  const { room, name } = roomAt(path);
  const live = useLive(room?.followsExecution && name);
  usePageTitle(room ? [name, room.title].filter(Boolean).join(' · ') : 'No such page', path);
  const { answer: about } = useAsked('getAbout');
  const { Page = NoPage } = room ?? {};
  return (
    <>
      <a className="skip" href="#page">
        Skip to the page
      </a>
      <header className="frame">
        <span className="brand">Lensgate</span>
        <Menu current={room?.under} />
        <span className="where">
          {about?.where}
          <span className={`live ${live.connected ? 'on' : 'off'}`} role="status">
            {live.connected ? 'live' : 'not connected'}
          </span>
        </span>
      </header>
      <main id="page" tabIndex={-1}>
        <PageBoundary key={path}>
          <Page name={name} live={live} about={about} />
        </PageBoundary>
      </main>
    </>
  );
}

function Menu({ current }: { current: string | undefined }) {
  const waiting = useDeadLetterCount(current === '/attention');
  return (
    <nav aria-label="Pages">
      {rooms
        .filter(({ path, under }) => path === under)
        .map(({ path, title }) => (
          <Link key={path} href={path} aria-current={path === current ? 'page' : undefined}>
            {title}
            {path === '/attention' && waiting > 0 && (
              <>
                {' '}
                <span className="count">
                  {waiting.toLocaleString()} <span className="unseen">waiting</span>
                </span>
              </>
            )}
          </Link>
        ))}
    </nav>
  );
}

const NoPage = () => (
  <Empty title="There is no such page">
    <p>
      <Link href="/">To the executions</Link>
    </p>
  </Empty>
);
