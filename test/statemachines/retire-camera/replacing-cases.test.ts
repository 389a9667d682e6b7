// Every failure case of retire-camera where another camera takes the place, and what the next execution makes of it.
import { describeCaseFile } from '../describe-case-file.ts';
import { replacing } from './cases.ts';

describeCaseFile(replacing);
