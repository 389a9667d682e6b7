// One test per mutation of a definition: a case turns red. Those that come to its state are run, first those that take the way that it changes.
import { afterAll, beforeAll, it } from '@jest/globals';
import type { HistoryRecord } from '../../localcloud/services/stepfunctions/interpreter/history.ts';
import { readDefinition } from '../../statemachines/read-definition.ts';
import type { CaseSuite, NamedCase } from './case-files.ts';
import { mutationsOf, type Mutation } from './mutations.ts';
import type { Given } from './outages.ts';
import type { Ran } from './run-definition.ts';

type AnySuite = CaseSuite<Given, object, { stop(): Promise<void> }>;

/** `suites`: all of one definition. The quickest first. */
export function killMutations(...suites: readonly AnySuite[]): void {
  const traced: TracedCase[] = [];
  const worlds: { stop(): Promise<void> }[] = [];
  beforeAll(async () => {
    for (const suite of suites) {
      const world = await suite.startWorld();
      worlds.push(world);
      let cameras = 0;
      for (const one of suite.cases) {
        const run = (definition?: string) => suite.expectCase(world, ++cameras, one, definition);
        traced.push({ one, run, trace: traceOf((await run()).history) });
      }
    }
  });
  afterAll(() => Promise.all(worlds.map((world) => world.stop())));

  it.each(mutationsOf(readDefinition(suites[0]!.definition)))('$name', async (mutation) => {
    const definition = JSON.stringify(mutation.definition);
    for (const { one, run } of casesFor(mutation, traced)) {
      if (!(await isRed(run(definition)))) continue;
      if (await isRed(run())) throw new Error(`Red without the mutation, too: ${one.state}: ${one.name}`);
      return;
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

interface TracedCase {
  readonly one: NamedCase<Given, object>;
  readonly run: (definition?: string) => Promise<Ran>;
  readonly trace: Trace;
}

/** Most telling first. */
function casesFor({ state, way }: Mutation, traced: readonly TracedCase[]): TracedCase[] {
  const weight = ({ one, trace }: TracedCase): number =>
    (way !== undefined && trace.ways.has(way) ? 2 : 0) + (one.state === state ? 1 : 0);
  return traced.filter(({ trace }) => trace.states.has(state)).sort((a, b) => weight(b) - weight(a));
}
