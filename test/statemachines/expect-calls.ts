// That a case comes to its state, to its answers, and to as many calls as it says: one that doesn't would prove nothing.
import { expect } from '@jest/globals';
import type { Given } from './outages.ts';
import type { Ran } from './run-definition.ts';

export function expectCalls(
  ran: Ran,
  { state, situation, given }: { readonly state: string; readonly situation: string; readonly given: Given },
): void {
  const all = [ran, ...ran.nested];
  const entered = all.flatMap(({ history }) =>
    history.flatMap(({ stateEnteredEventDetails: entry }) => entry?.name ?? []),
  );
  const callsOf = (name: string): number => all.reduce((sum, { answers }) => sum + answers.callsOf(name), 0);
  for (const [scripted, list] of Object.entries(given.answers ?? {})) {
    const least = typeof list === 'string' ? 1 : list.length;
    expect([scripted, callsOf(scripted) >= least]).toEqual([scripted, true]);
  }
  for (const [called, calls] of Object.entries(given.calls ?? {})) {
    const count = callsOf(called) || entered.filter((name) => name === called).length;
    expect([called, count]).toEqual([called, calls]);
  }
  if (situation !== 'foreign' && given.calls?.[state] !== 0) expect(entered).toContain(state);
}
