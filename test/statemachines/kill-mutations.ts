// One test per mutation of a definition: a case turns red. Those that come to its state are run, first those that take the way that it changes.
import { afterAll, beforeAll, it } from '@jest/globals';
import { readDefinition, type DefinitionName } from '../../statemachines/read-definition.ts';
import type { HistoryRecord } from '../../localcloud/services/stepfunctions/interpreter/history.ts';
import { mutationsOf, type Mutation } from './mutations.ts';
import { startWorld, type World } from './provision-camera/world.ts';
import type { Ran } from './run-definition.ts';

/** Throws when the case ends otherwise than it says. */
export type ExpectCase<Case> = (world: World, camera: number, one: Case, definition?: string) => Promise<Ran>;

export function killMutations<Case extends { readonly state: string }>(
  name: DefinitionName,
  cases: readonly Case[],
  expectCase: ExpectCase<Case>,
): void {
  let world: World;
  let cameras = 0;
  const traced: TracedCase<Case>[] = [];
  beforeAll(async () => {
    world = await startWorld();
    for (const one of cases) traced.push({ one, trace: traceOf((await expectCase(world, ++cameras, one)).history) });
  });
  afterAll(() => world.stop());

  it.each(mutationsOf(readDefinition(name)))('$name', async (mutation) => {
    const definition = JSON.stringify(mutation.definition);
    for (const one of casesFor(mutation, traced)) {
      if (await isRed(expectCase(world, ++cameras, one, definition))) return;
    }
    throw new Error('All cases stay green.');
  });
}

function isRed(run: Promise<unknown>): Promise<boolean> {
  return run.then(
    () => false,
    () => true,
  );
}

/** The states that a case entered, and its ways from one to the next, as `from → to`. */
interface Trace {
  readonly states: ReadonlySet<string>;
  readonly ways: ReadonlySet<string>;
}

function traceOf(history: readonly HistoryRecord[]): Trace {
  const states = new Set<string>();
  const ways = new Set<string>();
  const byId = new Map(history.map((event) => [event.id, event]));
  for (const { stateEnteredEventDetails: entered, previousEventId } of history) {
    if (!entered?.name) continue;
    states.add(entered.name);
    const left = byId.get(previousEventId ?? 0)?.stateExitedEventDetails?.name;
    if (left !== undefined) ways.add(`${left} → ${entered.name}`);
  }
  return { states, ways };
}

interface TracedCase<Case> {
  readonly one: Case;
  readonly trace: Trace;
}

/** Most telling first. */
function casesFor<Case extends { readonly state: string }>(
  { state, way }: Mutation,
  traced: readonly TracedCase<Case>[],
): Case[] {
  const weight = ({ one, trace }: TracedCase<Case>): number =>
    (way !== undefined && trace.ways.has(way) ? 2 : 0) + (one.state === state ? 1 : 0);
  return traced
    .filter(({ trace }) => trace.states.has(state))
    .sort((a, b) => weight(b) - weight(a))
    .map(({ one }) => one);
}
