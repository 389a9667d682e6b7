// Every failure case of rotate-channel, and what the next attempt makes of it.
import { describeCaseFile } from '../describe-case-file.ts';
import { rotating } from './cases.ts';

describeCaseFile(rotating);
