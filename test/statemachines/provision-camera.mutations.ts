// No line of provision-camera can be wrong without a case turning red. Run by `npm run mutations`.
import { killMutations } from './kill-mutations.ts';
import { cases } from './provision-camera/cases.ts';
import { expectCase } from './provision-camera/expect-case.ts';

killMutations('provision-camera', cases, expectCase);
