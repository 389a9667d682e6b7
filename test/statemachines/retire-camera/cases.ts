// The failure cases of retire-camera where it retires a camera.
import { caseSuite } from '../case-files.ts';
import { startWorld, type World } from '../provision-camera/world.ts';
import type { Case, End } from './case.ts';
import { expectCase } from './expect-case.ts';

/** Task states that replace a camera. */
export const onlyForSuccessors = ['HandOverStream', 'HandOverRecord', 'AnnounceCameraReplaced'];

export const retiring = caseSuite<Case, End, World>({
  name: 'retire-camera.cases',
  definition: 'retire-camera',
  situations: ['ours', 'foreign', 'gone'],
  comesNotTo: onlyForSuccessors,
  patience: { throttled: 10, unavailable: 5 },
  startWorld: () => startWorld(),
  expectCase,
});
