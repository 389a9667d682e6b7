// Every failure case of retire-camera where it undoes a registration.
import { describeCaseFile } from '../describe-case-file.ts';
import { undoing } from '../provision-camera/cases.ts';

describeCaseFile(undoing);
