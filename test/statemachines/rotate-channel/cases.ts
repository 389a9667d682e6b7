// The failure cases of rotate-channel.
import { caseSuite } from '../case-files.ts';
import { startWorld, type World } from '../provision-camera/world.ts';
import type { Case, End } from './case.ts';
import { expectCase } from './expect-case.ts';

export const rotating = caseSuite<Case, End, World>({
  name: 'rotate-channel.cases',
  definition: 'rotate-channel',
  situations: ['ours', 'foreign'],
  // More patient than a registration: nobody watches the camera until a rotation succeeds.
  patience: { throttled: 20, unavailable: 10 },
  startWorld: () => startWorld(),
  expectCase,
});
