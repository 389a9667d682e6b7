// All scenarios, one file per group. An operation or a status without one fails the contract test.
import type { OperationId } from '../../../api/operations.ts';
import { cameraScenarios } from './cameras.ts';
import { claimScenarios } from './claims.ts';
import type { OperationScenarios } from './scenario.ts';
import { sessionScenarios } from './sessions.ts';
import { shareScenarios } from './shares.ts';
import { transferScenarios } from './transfers.ts';
import { viewingScenarios } from './viewing.ts';

export const scenarios: Readonly<Record<OperationId, OperationScenarios>> = {
  ...cameraScenarios,
  ...claimScenarios,
  ...sessionScenarios,
  ...shareScenarios,
  ...transferScenarios,
  ...viewingScenarios,
};

/** Documented answers that no request can bring about at will: `operationId status`, and why. */
export const unprovoked: Readonly<Record<string, string>> = {
  'updateCamera 409': 'the owner loses the camera between the decision and the write: test/functions/shares.test.ts',
  'createPairing 409': 'the stage takes both: test/functions/hear-camera.test.ts',
  'leaveShare 409': 'the camera has another owner between the decision and the write: test/functions/shares.test.ts',
  'acceptTransfer 409': 'the offer ends between the decision and the write: test/functions/change-of-owner.test.ts',
  'releaseCamera 409':
    'the owner loses the camera between the decision and the write: test/functions/change-of-owner.test.ts',
  'deleteShare 409': 'the owner loses the camera between the decision and the write: test/functions/shares.test.ts',
};
