// The picture of a simulated camera: colour bars, its name, and a running clock, as raw I420 frames.
import { drawText, glyphHeight, glyphWidth } from './bitmap-font.ts';

export interface VideoFrame {
  readonly width: number;
  readonly height: number;
  /** I420: a byte of brightness per pixel, then two quarter-size planes of colour. */
  readonly data: Uint8ClampedArray;
}

// Y, U, V of white, yellow, cyan, green, magenta, red, blue. [EBU colour bars, 75 %, BT.601]
const bars: readonly (readonly [number, number, number])[] = [
  [180, 128, 128],
  [162, 44, 142],
  [131, 156, 44],
  [112, 72, 58],
  [84, 184, 198],
  [65, 100, 212],
  [35, 212, 114],
];
const black = 16;
const white = 235;

/** Draws the card of a camera. Width and height must be even. The frame's data is used again for the next frame. */
export function createTestCard(
  cameraName: string,
  { width, height }: { width: number; height: number } = { width: 640, height: 360 },
): (time: Date) => VideoFrame {
  const brightness = width * height;
  const background = colourBars(width, height);
  const panelTop = Math.floor(height / 2);
  background.fill(black, panelTop * width, brightness);
  const nameScale = scaleToFit(cameraName, width, Math.floor(height / 60));
  write(background, width, cameraName, panelTop + Math.floor(height / 12), nameScale);

  const data = new Uint8ClampedArray(background.length);
  const clockScale = Math.max(1, Math.floor(height / 60));
  const clockTop = height - (glyphHeight + 3) * clockScale;
  return (time) => {
    data.set(background);
    write(
      data,
      width,
      time.toISOString().slice(0, 22).replace('T', ' '),
      clockTop,
      scaleToFit('0'.repeat(22), width, clockScale),
    );
    sweep(data, width, height, time);
    return { width, height, data };
  };
}

function colourBars(width: number, height: number): Uint8ClampedArray {
  const data = new Uint8ClampedArray((width * height * 3) / 2).fill(128);
  const u = width * height;
  const v = u + u / 4;
  for (let x = 0; x < width; x++) {
    const [luma, cb, cr] = bars[Math.floor((x * bars.length) / width)]!;
    for (let y = 0; y < height / 2; y++) data[y * width + x] = luma;
    if (x % 2 === 1) continue;
    for (let y = 0; y < Math.floor(height / 4); y++) {
      data[u + (y * width + x) / 2] = cb;
      data[v + (y * width + x) / 2] = cr;
    }
  }
  return data;
}

/** A bright line that crosses the picture every two seconds: movement at a glance. */
function sweep(data: Uint8ClampedArray, width: number, height: number, time: Date): void {
  const x = Math.floor(((time.getTime() % 2000) / 2000) * (width - 4));
  const bottom = Math.floor(height / 2);
  for (let y = 0; y < bottom; y++) data.fill(white, y * width + x, y * width + x + 4);
}

function scaleToFit(text: string, width: number, largest: number): number {
  return Math.max(1, Math.min(largest, Math.floor(width / ((text.length + 1) * glyphWidth))));
}

/** White on what is there, centred; what doesn't fit is cut off. */
function write(data: Uint8ClampedArray, width: number, text: string, top: number, scale: number): void {
  const left = Math.max(0, Math.floor((width - text.length * glyphWidth * scale) / 2));
  drawText(text, (dotX, dotY) => {
    const x = left + dotX * scale;
    if (x + scale > width) return;
    for (let row = 0; row < scale; row++) {
      const start = (top + dotY * scale + row) * width + x;
      data.fill(white, start, start + scale);
    }
  });
}
