// One picture for all viewers: frames are drawn only while somebody watches.
import { createTestCard } from './test-card.ts';
import { loadWebRtc, type MediaTrack } from './web-rtc.ts';

const framesPerSecond = 15;

export interface VideoSource {
  readonly track: MediaTrack;
  /** Draws frames until the answer is called; several watchers share them. */
  watch(): () => void;
  stop(): void;
}

export async function createVideoSource(cameraName: string): Promise<VideoSource> {
  const { nonstandard } = await loadWebRtc();
  const source = new nonstandard.RTCVideoSource();
  const track = source.createTrack();
  const draw = createTestCard(cameraName);
  let watchers = 0;
  let timer: NodeJS.Timeout | undefined;
  const start = (): void => {
    timer ??= setInterval(() => source.onFrame(draw(new Date())), 1000 / framesPerSecond);
  };
  const pause = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  return {
    track,
    watch() {
      watchers++;
      start();
      let watching = true;
      return () => {
        if (!watching) return;
        watching = false;
        watchers--;
        if (watchers === 0) pause();
      };
    },
    stop() {
      pause();
      track.stop();
    },
  };
}
