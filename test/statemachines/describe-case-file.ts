// The tests that a file of cases stands for: that it covers every Task in every situation, and each of its cases.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { statesOf } from '../../statemachines/definition.ts';
import { readDefinition } from '../../statemachines/read-definition.ts';
import type { CaseSuite } from './case-files.ts';
import type { Given } from './outages.ts';

export function describeCaseFile<Case extends Given, End, World extends { stop(): Promise<void> }>(
  suite: CaseSuite<Case, End, World>,
): void {
  const { name, file, cases, tasks, situations, definition, runsToo = [] } = suite;
  let world: World;
  let cameras = 0;
  beforeAll(async () => void (world = await suite.startWorld()));
  afterAll(() => world.stop());

  describe(name, () => {
    it.each(['outages', 'states'] as const)('%s: covers exactly the Task states', (part) => {
      expect(Object.keys(file[part]).sort()).toEqual([...tasks].sort());
    });

    it.each(Object.entries(file.states))('%s: covers every situation, or says why there is none', (_, covered) => {
      expect(Object.keys(covered)).toEqual(expect.arrayContaining([...situations]));
      expect(Object.keys(covered).filter((one) => !['refused', 'lost', ...situations].includes(one))).toEqual([]);
      for (const list of Object.values(covered)) {
        if (typeof list === 'string') expect(list).toMatch(/^[A-Z].+[.\]]$/);
        else expect(list.length).toBeGreaterThan(0);
      }
    });

    it('counts states that there are', () => {
      const states = [definition, ...runsToo].flatMap((one) => statesOf(readDefinition(one)));
      const counted = cases.flatMap(({ given }) => Object.keys(given.calls ?? {}));
      expect(states.map((state) => state.name)).toEqual(expect.arrayContaining(counted));
    });
  });

  describe.each(tasks)('%s', (state) => {
    it.each(cases.filter((one) => one.state === state))('$name', async (one) => {
      await suite.expectCase(world, ++cameras, one);
    });
  });
}
