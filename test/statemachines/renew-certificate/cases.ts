// The failure cases of renew-certificate.
import { caseSuite } from '../case-files.ts';
import { startWorld, type World } from '../provision-camera/world.ts';
import type { Case, End } from './case.ts';
import { expectCase } from './expect-case.ts';

export const renewing = caseSuite<Case, End, World>({
  name: 'renew-certificate.cases',
  definition: 'renew-certificate',
  situations: ['ours', 'foreign', 'gone'],
  patience: { throttled: 10, unavailable: 10 },
  startWorld: () => startWorld(),
  expectCase,
});
