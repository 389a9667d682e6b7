// No line of provision-camera can be wrong without a case turning red. Run by `npm run mutations`.
import { killMutations } from './kill-mutations.ts';
import { registering } from './provision-camera/cases.ts';

killMutations(registering);
