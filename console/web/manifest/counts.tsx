// What an import has done so far, in numbers.
import type { ImportCounts } from '../../api/manifest.ts';
import { Badge } from '../frame/status.tsx';
import { outcomeBadges } from './outcome.ts';

/** `of`: rows that are done. */
export function Counts({ counts: { added, changed, unchanged }, of }: { counts: ImportCounts; of: number }) {
  // A row may be counted a moment before it is done.
  const failed = Math.max(0, of - added - changed - unchanged);
  return (
    <p className="row">
      {Object.entries({ added, changed, unchanged, failed }).map(([outcome, count]) => {
        const { tone, sign, word } = outcomeBadges[outcome as keyof typeof outcomeBadges];
        return <Badge key={outcome} tone={tone} sign={sign} word={`${count.toLocaleString()} ${word.toLowerCase()}`} />;
      })}
    </p>
  );
}
