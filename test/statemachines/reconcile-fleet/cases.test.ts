// Every failure case of reconcile-fleet.
import { describeCaseFile } from '../describe-case-file.ts';
import { reconciling } from './cases.ts';

describeCaseFile(reconciling);
