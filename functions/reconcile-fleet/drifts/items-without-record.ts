// Shares, offers and presence of a camera that there is not: its record was deleted by hand, or its connection's end came late.
import { sharePrefix, sortKeys } from '../../../records/camera-table.ts';
import type { Finding } from '../drift.ts';
import type { FindDrift } from './finder.ts';

/** The very item that was seen: that of a camera which registers meanwhile has another epoch, or another connection. */
export const findItemsWithoutRecord: FindDrift = async ({ itemsWithoutRecord }, { busy }) =>
  itemsWithoutRecord
    .filter(({ cameraName }) => !busy.has(cameraName))
    .map(({ cameraName, sk, mark }): Finding => ({
      drift: 'items-without-record',
      subject: `${cameraName} ${sk}`,
      cameraName,
      says: `${whatIs(sk)} of camera ${cameraName} is there, but no record has that name.`,
      repair: { do: 'delete-item', sk, mark },
    }));

function whatIs(sk: string): string {
  if (sk.startsWith(sharePrefix)) return 'A share';
  return sk === sortKeys.transfer ? 'An offer' : 'The presence';
}
