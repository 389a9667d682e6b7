// How a user becomes the owner of a camera that is nobody's.

/** `pairing`: by a token that the camera brings back. `codes`: by the code on its label. */
export const claimings = ['pairing', 'codes', 'both'] as const;
export type Claiming = (typeof claimings)[number];

export const takesCodes = (claiming: Claiming): boolean => claiming !== 'pairing';
export const takesPairing = (claiming: Claiming): boolean => claiming !== 'codes';
