// I420 is a plane of width × height, then two of a quarter of that. Colours are the EBU's, looked at where a person would.
import { describe, expect, it } from '@jest/globals';
import { drawText } from '../../camera/bitmap-font.ts';
import { createTestCard } from '../../camera/test-card.ts';

describe('a test card', () => {
  it.each([
    [320, 240],
    [640, 360],
  ])('of %d × %d is a whole I420 frame', (width, height) => {
    const frame = createTestCard('front-door', { width, height })(new Date(0));
    expect([frame.width, frame.height, frame.data.length]).toEqual([width, height, (width * height * 3) / 2]);
  });

  it('begins with white and ends with blue', () => {
    const { data, width, height } = createTestCard('front-door')(new Date(1000));
    const u = width * height;
    expect([data[10], data[u + 5]]).toEqual([180, 128]);
    expect([data[width - 10], data[u + width / 2 - 5]]).toEqual([35, 212]);
  });

  it('is another one when time goes on, or the camera is another', () => {
    const pixels = (name: string, time: number) => Buffer.from(createTestCard(name)(new Date(time)).data);
    const card = pixels('front-door', 0);
    expect(pixels('front-door', 0).equals(card)).toBe(true);
    expect(pixels('front-door', 4000).equals(card)).toBe(false);
    expect(pixels('back-door', 0).equals(card)).toBe(false);
  });

  it('takes a name of 128 characters', () => {
    expect(() => createTestCard('x'.repeat(128))(new Date())).not.toThrow();
  });
});

describe('the font', () => {
  it('draws letters that a person can read', () => {
    const rows = Array.from({ length: 7 }, () => Array<string>(11).fill(' '));
    drawText('h1', (x, y) => (rows[y]![x] = '#'));
    expect(rows.map((row) => row.join(''))).toEqual([
      '#   #   #  ',
      '#   #  ##  ',
      '#   #   #  ',
      '#####   #  ',
      '#   #   #  ',
      '#   #   #  ',
      '#   # #####',
    ]);
  });

  it('has seven rows of five dots for every character that a camera name may have', () => {
    for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-:. ') {
      let dots = 0;
      drawText(character, (x, y) => {
        expect(x < 5 && y < 7).toBe(true);
        dots++;
      });
      expect([character, dots > 0]).toEqual([character, character !== ' ']);
    }
  });
});
