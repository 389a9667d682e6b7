// Claim codes: how they look, what counts as the same, and that only the right one matches.
import { describe, expect, it } from '@jest/globals';
import {
  foldClaimCode,
  hashClaimCode,
  isClaimCode,
  makeClaimCode,
  matchesClaimCode,
} from '../../records/claim-code.ts';

describe('a new code', () => {
  const codes = Array.from({ length: 500 }, makeClaimCode);

  it('is three groups of characters that nobody confuses, and never the same twice', () => {
    for (const code of codes)
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{5}$/);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('uses all 32 characters at every place: 65 bits', () => {
    for (let place = 0; place < 15; place++) {
      if (codes[0]![place] === '-') continue;
      expect(new Set(codes.map((code) => code[place])).size).toBe(32);
    }
  });
});

describe('in whatever spelling', () => {
  it.each(['7KQW-2M4X-9TBRA', '7kqw2m4x9tbra', ' 7KQW 2M4X 9TBRA ', '7K-QW2M-4X9T-BRA'])(
    '%j is the same code',
    (code) => {
      expect(foldClaimCode(code)).toBe('7KQW2M4X9TBRA');
    },
  );

  it('O is 0, I and L are 1', () => expect(foldClaimCode('oO0-iIlL1')).toBe('00011111'));

  it.each([
    ['7KQW-2M4X-9TBR', true], // 60 bits
    ['7KQW-2M4X-9TB', false],
    ['7KQW-2M4X-9TBRU', false],
    ['7KQW-2M4X-9TBR\u{1D7CE}', false],
    ['', false],
  ])('%j is a code: %s', (code, expected) => expect(isClaimCode(code)).toBe(expected));
});

describe('a hash', () => {
  it('matches its code in any spelling, and no other', async () => {
    const hashed = await hashClaimCode('7KQW-2M4X-9TBRA');
    expect(await matchesClaimCode('7kqw 2m4x 9tbra', hashed)).toBe(true);
    expect(await matchesClaimCode('7KQW-2M4X-9TBRB', hashed)).toBe(false);
    expect(await matchesClaimCode('', hashed)).toBe(false);
    expect(await matchesClaimCode('7KQW-2M4X-9TBRA', undefined)).toBe(false);
  });

  it('is another one each time, and holds nothing of the code', async () => {
    const [a, b] = [await hashClaimCode('7KQW-2M4X-9TBRA'), await hashClaimCode('7KQW-2M4X-9TBRA')];
    expect(a.claimCodeHash).not.toBe(b.claimCodeHash);
    expect(a.claimCodeSalt).not.toBe(b.claimCodeSalt);
    expect(JSON.stringify(a)).not.toMatch(/7kqw/i);
  });
});
