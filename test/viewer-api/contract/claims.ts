// Claiming a camera.
import { openManifestTable } from '../../../cli/manifest/table.ts';
import { registerCamera } from '../../support/camera.ts';
import type { Lensgate } from '../../support/lensgate.ts';
import { sendGood, type OperationScenarios } from './scenario.ts';

const entry = { serialNumber: 'SN-2', cameraName: 'shed' };
const claimCode = '7KQW-2M4X-9TBRA';
const request = {
  path: '/cameras/claim',
  as: 'sam@example.com',
  body: { serialNumber: entry.serialNumber, claimCode },
};

/** The camera shed, which is nobody's, and has a code on its label. */
export async function registerClaimable(lensgate: Lensgate): Promise<void> {
  await registerCamera(lensgate, entry);
  await openManifestTable(lensgate.client, lensgate.outputs.get('TableName')!).setClaimCode(entry, {
    claimCode,
    replace: false,
  });
}

export const claimScenarios = {
  createPairing: { request: { path: '/pairings' } },
  claimCamera: {
    request,
    answers: {
      403: (world, { method }) =>
        sendGood(world, { method, request: { ...request, body: { ...request.body, claimCode: '7KQW-2M4X-9TBRB' } } }),
      // By then it is Sam's.
      409: sendGood,
    },
  },
} satisfies Record<string, OperationScenarios>;
