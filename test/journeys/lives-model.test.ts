// Random histories of one camera name on the deployed system, held against a model after every step: whatever came before, stops at any
// call, lost answers, late messages, clocks that differ and what somebody did by hand included, nobody but the present owner and their guests
// gets anything, no certificate has rights without a record that names it, and what was begun is ended.
import { afterAll, beforeAll, it } from '@jest/globals';
import fc from 'fast-check';
import { stopCommands } from '../support/command-line.ts';
import { check } from './lives-model/checks.ts';
import { newModel } from './lives-model/model.ts';
import { letTimePass } from './lives-model/reconciler.ts';
import { anyStep, take, type Step } from './lives-model/steps.ts';
import { startSystem, type System } from './lives-model/system.ts';

/** How many histories, by default always the same two; their seed; one that was printed, to be tried first; whether each step is told when it begins. */
const { LIVES, LIVES_SEED, LIVES_HISTORY, LIVES_ALOUD } = process.env;

let system: System;
beforeAll(async () => {
  system = await startSystem();
  letTimePass(system);
});
afterAll(async () => {
  await stopCommands();
  await system.lensgate.stop();
});

it('no history of lives opens one of them to whom it is not for', async () => {
  const model = newModel();
  const first = { do: 'register', owner: 'ada@example.com' } as Step;
  // The next history begins where nobody has the name.
  const last = { do: 'retire', certificate: 'ban' } as Step;
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 20, maxLength: 24, size: 'max' }), async (history) => {
      for (const one of [first, ...history, last]) {
        await system.forgetLimits();
        if (LIVES_ALOUD !== undefined) process.stderr.write(`${JSON.stringify(one)}\n`);
        if ((await take(system, model, one)) !== 'done') continue;
        await system.settle();
        await check(system, model);
      }
      for (const disarm of system.disarm) disarm();
      model.rearmed = undefined;
    }),
    // A history takes seconds, so that a failure isn't made smaller: what it was stands in the message, with its seed.
    {
      numRuns: Number(LIVES ?? 2),
      endOnFailure: true,
      seed: Number(LIVES_SEED ?? (LIVES === undefined ? 105 : Date.now())),
      ...(LIVES_HISTORY !== undefined && { examples: [[JSON.parse(LIVES_HISTORY) as Step[]]] as [Step[]][] }),
    },
  );
});
