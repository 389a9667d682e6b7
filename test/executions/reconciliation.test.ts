// What a run of the reconciler tells: each thing once, with what became of it.
import { expect, it } from '@jest/globals';
import { readReconciliation } from '../../executions/reconciliation.ts';

const line = (subject: string) => ({ drift: 'leftovers', subject, says: `${subject} is left.` });
const output = (changes: object): string =>
  JSON.stringify({ dryRun: false, counts: {}, found: [], due: [], repaired: [], postponed: '', ...changes });
const fates = (text: string) => readReconciliation(text).lines.map(({ fate, subject }) => [fate, subject]);

it.each<[string, object, string[][]]>([
  ['repaired', { due: [line('a')], found: [line('a')], repaired: ['leftovers a'] }, [['repaired', 'a']]],
  ['urgent, and gone by the second look', { due: [line('a')], repaired: ['leftovers a'] }, [['repaired', 'a']]],
  ['repaired by somebody else', { due: [line('a')], found: [line('a')] }, [['not-needed', 'a']]],
  ['for a person, or for another run', { found: [line('a')] }, [['left', 'a']]],
  ['in a dry run', { dryRun: true, due: [line('a')], found: [line('a'), line('b')] }, [['would-be-repaired', 'a'], ['left', 'b']]], // prettier-ignore
])('%s', (_title, changes, expected) => expect(fates(output(changes))).toEqual(expected));

it('counts all that was found, and says why nothing was looked at', () => {
  const text = output({ counts: { leftovers: 2, 'outdated-share': 70 }, postponed: 'Too busy.' });
  expect(readReconciliation(text)).toEqual({ dryRun: false, lines: [], total: 72, postponed: 'Too busy.' });
  expect(readReconciliation(output({}))).not.toHaveProperty('postponed');
});
