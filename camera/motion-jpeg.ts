// The test card as JPEG pictures: a codec that any player knows and that needs nothing native.
import { encode } from 'jpeg-js';
import { createTestCard, type VideoFrame } from './test-card.ts';

export interface Picture {
  readonly jpeg: Buffer;
}

export interface MotionJpeg {
  readonly width: number;
  readonly height: number;
  draw(time: Date): Picture;
}

const quality = 75;

export function createMotionJpeg(cameraName: string): MotionJpeg {
  const size = { width: 480, height: 272 };
  const draw = createTestCard(cameraName, size);
  const rgba = Buffer.alloc(size.width * size.height * 4, 255);
  return {
    ...size,
    draw(time) {
      toRgba(draw(time), rgba);
      return { jpeg: encode({ ...size, data: rgba }, quality).data };
    },
  };
}

/** [BT.601, luma from 16 to 235] */
function toRgba({ width, height, data }: VideoFrame, rgba: Buffer): void {
  const u = width * height;
  const v = u + u / 4;
  const pixels = new Uint8ClampedArray(rgba.buffer, rgba.byteOffset, rgba.length);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      const colour = (y >> 1) * (width / 2) + (x >> 1);
      const luma = 1.164 * (data[y * width + x]! - 16);
      const [cb, cr] = [data[u + colour]! - 128, data[v + colour]! - 128];
      pixels[at] = luma + 1.596 * cr;
      pixels[at + 1] = luma - 0.392 * cb - 0.813 * cr;
      pixels[at + 2] = luma + 2.017 * cb;
    }
  }
}
