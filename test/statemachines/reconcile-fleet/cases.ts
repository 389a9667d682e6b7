// The failure cases of reconcile-fleet.
import { caseSuite } from '../case-files.ts';
import type { Case, End } from './case.ts';
import { expectCase } from './expect-case.ts';
import { startFleetWorld, type FleetWorld } from './run-reconcile-fleet.ts';

export const reconciling = caseSuite<Case, End, FleetWorld>({
  name: 'reconcile-fleet.cases',
  definition: 'reconcile-fleet',
  situations: ['ours', 'foreign'],
  patience: { throttled: 10, unavailable: 5 },
  startWorld: startFleetWorld,
  expectCase,
});
