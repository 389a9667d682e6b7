// No line of rotate-channel can be wrong without a case turning red. Run by `npm run mutations`.
import { killMutations } from './kill-mutations.ts';
import { cases } from './rotate-channel/cases.ts';
import { expectCase } from './rotate-channel/expect-case.ts';

killMutations('rotate-channel', cases, expectCase);
