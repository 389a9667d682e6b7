// Runs every failure case of provision-camera.
import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { cases } from './cases.ts';
import { expectCase } from './expect-case.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const all = cases.map((one, number) => ({ ...one, number }));
const byState = [...new Set(all.map(({ state }) => state))];

describe.each(byState)('%s', (state) => {
  it.each(all.filter((one) => one.state === state))('$name', async ({ number, ...one }) => {
    await expectCase(world, number, one);
  });
});
