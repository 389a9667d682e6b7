// Every failure case of provision-camera.
import { describeCaseFile } from '../describe-case-file.ts';
import { registering } from './cases.ts';

describeCaseFile(registering);
