// Viewer URLs for all pictures of a page: asked for together, and handed out one after another, so that a wall doesn't start all at once.
import { LensgateError, viewerOf, type LensgateClient, type Viewer } from '../../../client/src/index.ts';

export interface ViewUrls {
  /** Rejects with LensgateError, or what the client's token threw. */
  viewerFor(cameraName: string, signal: AbortSignal): Promise<Viewer>;
  /** A URL could not be opened: the API looks the camera's endpoints up again. */
  reportFailure(cameraName: string): void;
}

interface Wanted {
  readonly cameraName: string;
  readonly signal: AbortSignal;
  readonly resolve: (viewer: Viewer) => void;
  readonly reject: (error: unknown) => void;
}

type Client = Pick<LensgateClient, 'createViewerUrls' | 'getViewerUrl' | 'reportConnectionFailure'>;

export function openViewUrls(client: Client, { gatherMs = 30, apartMs = 200 } = {}): ViewUrls {
  let wanted: Wanted[] = [];
  let gathering: ReturnType<typeof setTimeout> | undefined;
  let nextAt = -Infinity;

  /** Resolves when it is this one's turn to connect. */
  const turn = (): Promise<void> => {
    nextAt = Math.max(performance.now(), nextAt + apartMs);
    return new Promise((resolve) => setTimeout(resolve, nextAt - performance.now()));
  };
  const askForAll = async (): Promise<void> => {
    gathering = undefined;
    const still = wanted.filter(({ signal }) => !signal.aborted);
    // Two connections can't share a URL: its client id is for one.
    const asked = still.filter((one, i) => still.findIndex(({ cameraName }) => cameraName === one.cameraName) === i);
    wanted = still.filter((one) => !asked.includes(one));
    if (wanted.length > 0) gather();
    const names = asked.map(({ cameraName }) => cameraName);
    if (names.length === 0) return;
    try {
      const { results } = await client.createViewerUrls({ body: { cameras: names as [string, ...string[]] } });
      for (const one of asked) {
        const result = results.find(({ cameraName }) => cameraName === one.cameraName);
        if (!result?.viewerUrl) {
          one.reject(refusal(result?.status ?? 500, result?.title ?? 'No answer', result?.retryAfterSeconds));
          continue;
        }
        const viewer = viewerOf(client, result.viewerUrl);
        void turn().then(() => one.resolve(viewer));
      }
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  };
  const gather = (): void => void (gathering ??= setTimeout(() => void askForAll(), gatherMs));

  return {
    viewerFor: (cameraName, signal) =>
      new Promise((resolve, reject) => {
        wanted.push({ cameraName, signal, resolve, reject });
        gather();
      }),
    reportFailure: (cameraName) => void client.reportConnectionFailure({ cameraName }).catch(() => undefined),
  };
}

const refusal = (status: number, title: string, retryAfterSeconds: number | undefined): LensgateError =>
  new LensgateError({ operation: 'createViewerUrls', status, type: 'result', title, retryAfterSeconds });
