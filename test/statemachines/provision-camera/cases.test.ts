// Runs every failure case of provision-camera, and of retire-camera where it undoes a registration.
import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { cases, undoCases } from './cases.ts';
import { expectCase, expectUndoCase } from './expect-case.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const all = [
  ...cases.map((one) => ({ ...one, machine: 'provision-camera', expectEnd: expectCase })),
  ...undoCases.map((one) => ({ ...one, machine: 'retire-camera', expectEnd: expectUndoCase })),
].map((one, number) => ({ ...one, number }));
const byState = [...new Set(all.map(({ machine, state }) => `${machine}: ${state}`))];

describe.each(byState)('%s', (of) => {
  it.each(all.filter(({ machine, state }) => `${machine}: ${state}` === of))(
    '$name',
    async ({ number, machine: _, expectEnd, ...one }) => {
      await expectEnd(world, number, one);
    },
  );
});
