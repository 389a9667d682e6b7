// Draws the test card at a steady pace and cuts it into fragments.
import { matroskaCluster, type TimedPicture } from './matroska.ts';
import type { MotionJpeg } from './motion-jpeg.ts';

export interface RecordedFragment {
  /** Of its first picture, in milliseconds since the epoch. */
  readonly timecodeMs: number;
  readonly cluster: Buffer;
}

export interface Pace {
  readonly framesPerSecond: number;
  readonly framesPerFragment: number;
}

export const defaultPace: Pace = { framesPerSecond: 5, framesPerFragment: 5 };

/** Records until the answer is called. `startedAt` is now, in milliseconds since the epoch; from there time only grows. */
export function record(
  card: MotionJpeg,
  startedAt: number,
  { framesPerSecond, framesPerFragment }: Pace,
  onFragment: (fragment: RecordedFragment) => void,
): () => void {
  const zero = performance.now();
  let pictures: TimedPicture[] = [];
  const timer = setInterval(() => {
    const atMs = Math.round(startedAt + performance.now() - zero);
    pictures.push({ ...card.draw(new Date(atMs)), atMs });
    const [first, ...others] = pictures;
    if (!first || pictures.length < framesPerFragment) return;
    pictures = [];
    onFragment({ timecodeMs: first.atMs, cluster: matroskaCluster([first, ...others]) });
  }, 1000 / framesPerSecond);
  return () => clearInterval(timer);
}
