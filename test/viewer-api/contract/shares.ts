// Shares of a camera.
import { sendGood, type OperationScenarios } from './scenario.ts';

const path = '/cameras/front-door/shares';

export const shareScenarios = {
  putShare: {
    request: { path: `${path}/sam%40example.com`, body: { expiresAt: '2999-01-01T00:00:00Z' } },
    answers: {
      // The owner has every right already.
      409: (world) =>
        sendGood(world, { method: 'PUT', request: { path: `${path}/ada%40example.com`, body: { role: 'VIEWER' } } }),
    },
  },
  listShares: { request: { path } },
  deleteShare: { request: { path: `${path}/sam%40example.com` } },
} satisfies Record<string, OperationScenarios>;
