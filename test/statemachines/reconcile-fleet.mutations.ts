// No line of reconcile-fleet can be wrong without a case turning red. Run by `npm run mutations`.
import { killMutations } from './kill-mutations.ts';
import { reconciling } from './reconcile-fleet/cases.ts';

killMutations(reconciling);
