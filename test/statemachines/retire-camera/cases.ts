// The failure cases of retire-camera where it retires a camera, and where another one takes its place.
import { caseSuite } from '../case-files.ts';
import { startWorld, type World } from '../provision-camera/world.ts';
import type { Case, End } from './case.ts';
import { expectCase, expectReplacingCase } from './expect-case.ts';

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

export const replacing = caseSuite<Case, End, World>({
  name: 'retire-camera.replacing.cases',
  definition: 'retire-camera',
  situations: ['ours', 'foreign', 'gone'],
  patience: { throttled: 10, unavailable: 5 },
  comesNotTo: [
    ...['ReadTombstone', 'KeepStream', 'DeleteStream', 'ListCameraItems', 'DeleteCameraItem', 'CleanManifestEntry'],
    ...['WriteTombstone', 'DeleteRecord', 'DeleteCertificate', 'AnnounceCameraRetired'],
  ],
  startWorld: () => startWorld(),
  expectCase: expectReplacingCase,
});
