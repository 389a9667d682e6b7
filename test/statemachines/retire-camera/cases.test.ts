// Every failure case of retire-camera where it retires a camera, and what the next execution makes of it.
import { describeCaseFile } from '../describe-case-file.ts';
import { retiring } from './cases.ts';

describeCaseFile(retiring);
