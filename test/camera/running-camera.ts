// A camera that runs in the test's own process, and what it says.
import { startCamera, type CameraOptions } from '../../camera/camera.ts';
import type { CameraEvent } from '../../camera/progress.ts';

type Of<T extends CameraEvent['type']> = Extract<CameraEvent, { type: T }>;

export interface RunningCamera {
  readonly events: CameraEvent[];
  /** The event of the kind, the first or another; waits for it. */
  event<T extends CameraEvent['type']>(type: T, count?: number): Promise<Of<T>>;
  /** Resolves when the camera has ended. */
  switchOff(): Promise<void>;
}

export function runCamera(options: Omit<CameraOptions, 'onProgress' | 'signal'>): RunningCamera {
  const off = new AbortController();
  const events: CameraEvent[] = [];
  const waiting = new Set<() => void>();
  const ended = startCamera({
    ...options,
    signal: off.signal,
    onProgress(event) {
      events.push(event);
      for (const look of waiting) look();
    },
  });
  // Whoever waits for an event is told by its own timeout.
  ended.catch(() => undefined);
  return {
    events,
    event: <T extends CameraEvent['type']>(type: T, count = 1) =>
      new Promise<Of<T>>((resolve) => {
        const look = (): void => {
          const found = events.filter((event) => event.type === type);
          if (found.length < count) return;
          waiting.delete(look);
          resolve(found[count - 1] as Of<T>);
        };
        waiting.add(look);
        look();
      }),
    switchOff() {
      off.abort();
      return ended;
    },
  };
}
