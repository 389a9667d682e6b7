// The cases cover every Task state in every situation, and name no state that there isn't.
import { describe, expect, it } from '@jest/globals';
import { statesOf } from '../../../statemachines/definition.ts';
import { readDefinition } from '../../../statemachines/read-definition.ts';
import { cases, cleaningUp, registering } from './cases.ts';

const states = statesOf(readDefinition('provision-camera'));
const allStates = states.map(({ name }) => name);
const taskStates = states.filter(({ state }) => state.Type === 'Task').map(({ name }) => name);

describe('the failure cases of provision-camera', () => {
  it.each(['outages', 'states'] as const)('%s: cover exactly the Task states', (part) => {
    const covered = [registering, cleaningUp].flatMap((file) => Object.keys(file[part]));
    expect(covered.sort()).toEqual([...taskStates].sort());
  });

  it.each([
    ...Object.entries(registering.states).map(([state, situations]) => ({
      state,
      situations,
      wanted: ['ours', 'foreign'],
    })),
    ...Object.entries(cleaningUp.states).map(([state, situations]) => ({
      state,
      situations,
      wanted: ['ours', 'foreign', 'gone'],
    })),
  ])('$state: cover every situation, or say why there is none', ({ situations, wanted }) => {
    expect(Object.keys(situations)).toEqual(expect.arrayContaining(wanted));
    expect(Object.keys(situations).filter((name) => !['refused', 'lost', ...wanted].includes(name))).toEqual([]);
    for (const list of Object.values(situations)) {
      if (typeof list === 'string') expect(list).toMatch(/^[A-Z].+\.$/);
      else expect(list.length).toBeGreaterThan(0);
    }
  });

  it('name states that there are', () => {
    for (const { given } of cases) {
      expect(taskStates).toEqual(expect.arrayContaining(Object.keys(given.answers ?? {})));
      expect(allStates).toEqual(
        expect.arrayContaining([given.unforeseen ?? [], Object.keys(given.calls ?? {})].flat()),
      );
    }
  });
});
