// The cases cover every Task state in every situation, and name no state that there isn't.
import { describe, expect, it } from '@jest/globals';
import { statesOf } from '../../../statemachines/definition.ts';
import { readDefinition } from '../../../statemachines/read-definition.ts';
import { cases, runnableCases } from './cases.ts';

const states = statesOf(readDefinition('provision-camera'));
const taskStates = states.filter(({ state }) => state.Type === 'Task').map(({ name }) => name);

describe('the failure cases of provision-camera', () => {
  it('know the seven situations', () => {
    expect(cases.situations).toEqual([
      'throttled',
      '5xx',
      'timeout',
      'terminalError',
      'alreadyThereOurs',
      'alreadyThereForeign',
      'crashAfterEffect',
    ]);
  });

  it('cover exactly the Task states', () => {
    expect(Object.keys(cases.states).sort()).toEqual([...taskStates].sort());
  });

  it.each(taskStates)('cover %s in every situation', (state) => {
    expect(Object.keys(cases.states[state]!)).toEqual(cases.situations);
    for (const list of Object.values(cases.states[state]!)) {
      if ('meaningless' in list) expect(list.meaningless).toMatch(/^[A-Z].+\.$/);
      else expect(list.length).toBeGreaterThan(0);
    }
  });

  it('can never call a throttled call, a 5xx, a timeout or a terminal error meaningless', () => {
    for (const situations of Object.values(cases.states)) {
      for (const always of cases.situations.slice(0, 4)) expect(situations[always]).toBeInstanceOf(Array);
    }
  });

  it.each(runnableCases())('$state, $name: names an end and states that there are', ({ given }) => {
    expect(Object.keys(cases.ends)).toContain(given.end);
    expect(taskStates).toEqual(expect.arrayContaining(Object.keys(given.answers ?? {})));
  });
});
