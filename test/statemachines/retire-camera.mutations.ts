// No line of retire-camera by which it undoes a registration can be wrong without a case turning red. Run by `npm run mutations`.
import { killMutations } from './kill-mutations.ts';
import { undoCases } from './provision-camera/cases.ts';
import { expectUndoCase } from './provision-camera/expect-case.ts';

killMutations('retire-camera', undoCases, expectUndoCase);
