// No line of rotate-channel can be wrong without a case turning red. Run by `npm run mutations`.
import { killMutations } from './kill-mutations.ts';
import { rotating } from './rotate-channel/cases.ts';

killMutations(rotating);
