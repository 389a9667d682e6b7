// What the clock on a camera's test card says, read off the picture that a browser shows: the second whose drawing is most like it.
import type { Locator } from 'playwright-core';
import { createTestCard } from '../../camera/test-card.ts';

const width = 640;
const height = 360;
// The clock is in the lowest sixth of the card.
const top = (height * 5) / 6;
const aroundMs = 60_000;
const likeness = 0.7;

/** Milliseconds since the epoch, in whole seconds; undefined while there is no clock to be read. */
export async function readTestCardClock(video: Locator): Promise<number | undefined> {
  const seen = await video.evaluate(dotsOf, { width, height, top });
  const draw = createTestCard('', { width, height });
  const thisSecond = Math.floor(Date.now() / 1000) * 1000;
  let best = { like: likeness, at: undefined as number | undefined };
  for (let at = thisSecond - aroundMs; at <= thisSecond + aroundMs; at += 1000) {
    const like = overlap(seen, draw(new Date(at + 500)).data.subarray(top * width, height * width));
    if (like > best.like) best = { like, at };
  }
  return best.at;
}

interface Canvas {
  width: number;
  height: number;
  getContext(kind: '2d'): {
    drawImage(image: unknown, x: number, y: number, width: number, height: number): void;
    getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray };
  };
}

/** In the browser: the picture below `top`, a sign for each dot. */
function dotsOf(video: unknown, { width, height, top }: { width: number; height: number; top: number }): string {
  const { document } = globalThis as unknown as { document: { createElement(name: 'canvas'): Canvas } };
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d');
  context.drawImage(video, 0, 0, width, height);
  const { data } = context.getImageData(0, top, width, height - top);
  return Array.from({ length: data.length / 4 }, (_, i) => (data[i * 4 + 1]! > 125 ? '#' : ' ')).join('');
}

/** Of what is bright in either, the part that is bright in both. */
function overlap(seen: string, drawn: Uint8ClampedArray): number {
  let both = 0;
  let either = 0;
  for (const [i, brightness] of drawn.entries()) {
    const [bright, shown] = [brightness > 125, seen[i] === '#'];
    if (bright || shown) either++;
    if (bright && shown) both++;
  }
  return either === 0 ? 0 : both / either;
}
