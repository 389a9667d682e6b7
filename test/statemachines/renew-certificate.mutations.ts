// No line of renew-certificate can be wrong without a case turning red. Run by `npm run mutations`.
import { killMutations } from './kill-mutations.ts';
import { renewing } from './renew-certificate/cases.ts';

killMutations(renewing);
