// Every failure case of renew-certificate, and how the next execution finishes what was left.
import { describeCaseFile } from '../describe-case-file.ts';
import { renewing } from './cases.ts';

describeCaseFile(renewing);
