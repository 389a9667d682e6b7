// The failure cases of provision-camera: how it fails, and how retire-camera undoes what it has made by then.
import { caseSuite } from '../case-files.ts';
import type { Case, End } from './case.ts';
import { expectCase, expectUndoCase } from './expect-case.ts';
import { startWorld, type World } from './world.ts';

const patience = { throttled: 10, unavailable: 5 };

export const registering = caseSuite<Case, End, World>({
  name: 'provision-camera.cases',
  definition: 'provision-camera',
  runsToo: ['retire-camera'],
  situations: ['ours', 'foreign'],
  patience,
  startWorld: () => startWorld(),
  expectCase,
});

/** Of retire-camera, where it undoes a registration. */
export const undoing = caseSuite<Case, End, World>({
  name: 'retire-camera.undo.cases',
  definition: 'retire-camera',
  runsToo: ['provision-camera'],
  situations: ['ours', 'foreign', 'gone'],
  patience,
  ends: registering.file.ends,
  comesNotTo: [
    ...['EndSessions', 'ReadTombstone', 'DeleteManifestEntry', 'WriteTombstone', 'AnnounceCameraRetired'],
    ...['KeepStream', 'HandOverStream', 'HandOverRecord', 'AnnounceCameraReplaced'],
  ],
  startWorld: () => startWorld(),
  expectCase: expectUndoCase,
});
