// The cases cover every Task state in every situation, and name no state that there isn't.
import { describe, expect, it } from '@jest/globals';
import { statesOf } from '../../../statemachines/definition.ts';
import { readDefinition } from '../../../statemachines/read-definition.ts';
import { cases, registering, undoCases, undoing } from './cases.ts';

const statesNamed = (name: 'provision-camera' | 'retire-camera') => statesOf(readDefinition(name));
const allStates = [...statesNamed('provision-camera'), ...statesNamed('retire-camera')].map(({ name }) => name);
const tasksOf = (name: 'provision-camera' | 'retire-camera') =>
  statesNamed(name)
    .filter(({ state }) => state.Type === 'Task')
    .map((state) => state.name);

/** Tested where retire-camera retires a camera: no registration that is undone comes there. */
const onlyForRetirements = [
  'EndSessions',
  'ReadTombstone',
  'DeleteManifestEntry',
  'WriteTombstone',
  'AnnounceCameraRetired',
];

describe.each([
  ['provision-camera', registering, tasksOf('provision-camera')],
  ['retire-camera', undoing, tasksOf('retire-camera').filter((name) => !onlyForRetirements.includes(name))],
] as const)('the failure cases of %s', (name, file, tasks) => {
  it.each(['outages', 'states'] as const)('%s: cover exactly the Task states', (part) => {
    expect(Object.keys(file[part]).sort()).toEqual([...tasks].sort());
  });

  const wanted = name === 'retire-camera' ? ['ours', 'foreign', 'gone'] : ['ours', 'foreign'];
  it.each(Object.entries(file.states))('%s: cover every situation, or say why there is none', (_, situations) => {
    expect(Object.keys(situations)).toEqual(expect.arrayContaining(wanted));
    expect(Object.keys(situations).filter((name) => !['refused', 'lost', ...wanted].includes(name))).toEqual([]);
    for (const list of Object.values(situations)) {
      if (typeof list === 'string') expect(list).toMatch(/^[A-Z].+[.\]]$/);
      else expect(list.length).toBeGreaterThan(0);
    }
  });
});

it('the failure cases name states that there are', () => {
  for (const { given } of [...cases, ...undoCases]) {
    expect([...tasksOf('provision-camera'), ...tasksOf('retire-camera')]).toEqual(
      expect.arrayContaining(Object.keys(given.answers ?? {})),
    );
    expect(allStates).toEqual(expect.arrayContaining([given.unforeseen ?? [], Object.keys(given.calls ?? {})].flat()));
  }
});
