// Sessions that are ended: the channel is made anew behind the answer.
import type { OperationScenarios } from './scenario.ts';
import { giveBack } from './transfers.ts';

export const sessionScenarios = {
  endSessions: { request: { path: '/cameras/porch/sessions' }, before: giveBack },
} satisfies Record<string, OperationScenarios>;
