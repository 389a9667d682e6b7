// No line of retire-camera can be wrong without a case turning red. Run by `npm run mutations`.
import { killMutations } from './kill-mutations.ts';
import { undoing } from './provision-camera/cases.ts';
import { replacing, retiring } from './retire-camera/cases.ts';

killMutations(retiring, replacing, undoing);
