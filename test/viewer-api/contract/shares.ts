// Shares of a camera.
import { writeShare } from '../../../records/share-record.ts';
import { documentClient } from '../../../records/document-client.ts';
import { cameraRecord } from '../../support/camera-record.ts';
import { sendGood, type OperationScenarios, type World } from './scenario.ts';

async function shareWithSam({ lensgate }: World): Promise<void> {
  const { epoch } = (await cameraRecord(lensgate, 'front-door'))!;
  const table = { client: documentClient(lensgate.client), tableName: lensgate.outputs.get('TableName')! };
  await writeShare(table, { cameraName: 'front-door', userId: 'sam@example.com', epoch: Number(epoch) });
}

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
  leaveShare: { request: { path: '/cameras/front-door/share', as: 'sam@example.com' }, before: shareWithSam },
  deleteShare: { request: { path: `${path}/sam%40example.com` } },
} satisfies Record<string, OperationScenarios>;
