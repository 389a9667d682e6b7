// Claim codes that an import made, until somebody has saved them: in this tab's memory, and not on the page.
import type { MadeClaimCode } from '../../api/manifest.ts';

export interface ClaimCodes {
  /** A camera that gets another one has lost the one before. */
  keep(code: MadeClaimCode): void;
  count(): number;
  /** As `lensgate manifest import --claim-codes-out` writes it. */
  csv(): string;
  clear(): void;
}

export function openClaimCodes(): ClaimCodes {
  const codes = new Map<string, MadeClaimCode>();
  return {
    keep: ({ serial, camera, claimCode }) => void codes.set(serial, { serial, camera, claimCode }),
    count: () => codes.size,
    csv: () =>
      ['serial,camera,claimCode', ...[...codes.values()].map((code) => Object.values(code).join(',')), ''].join('\n'),
    clear: () => codes.clear(),
  };
}
