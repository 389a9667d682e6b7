// What admins do, by the command line and by hand: another owner, bans, deletions, and the nightly look at the fleet.
import { expect } from '@jest/globals';
import { DescribeCertificateCommand, UpdateCertificateCommand } from '@aws-sdk/client-iot';
import { DeleteSignalingChannelCommand } from '@aws-sdk/client-kinesis-video';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { endSessionsOf } from '../../../../cli/camera/end-sessions-command.ts';
import { setOwner as setOwnerOf } from '../../../../cli/camera/owner.ts';
import { cameraKey, shareKey, tombstoneKey, transferKey } from '../../../../records/camera-table.ts';
import { commandsAgainst } from '../../../support/command-line.ts';
import { belongsTo, cameraName, endLife, type Model, type User } from '../model.ts';
import { reconcile } from '../reconciler.ts';
import type { System } from '../system.ts';
import { sessionsEnd } from './people.ts';

export async function setOwner(system: System, { living }: Model, { to }: { to: User | undefined }): Promise<void> {
  if (!living || living.owner === to) return;
  const before = (await system.record())!;
  await setOwnerOf(system.target, before, { to, reason: 'A history.' }).catch(waitFor(system));
  belongsTo(living, to);
  await sessionsEnd(system, before.channelArn);
}

export async function rotate(system: System, { living }: Model): Promise<void> {
  if (!living) return;
  const { channelArn } = (await system.record())!;
  await endSessionsOf(system.target, cameraName, undefined).catch(waitFor(system));
  await sessionsEnd(system, channelArn);
}

/** What the command says when the workflow is stopped under it; what is left of that is ended as every stop is. */
const waitFor = (system: System) => async (error: Error) => {
  if (!error.message.includes('not ended')) throw error;
  await system.settle();
};

/** A certificate that was stolen, and found again. */
export async function ban(system: System, { living }: Model): Promise<void> {
  if (!living) return;
  const { certificateId } = living.camera;
  const { run } = commandsAgainst(system.lensgate);
  expect(await run('certificates', 'ban', '--certificate', certificateId, '--yes')).toMatchObject({ code: 0 });
  const status = async (): Promise<string | undefined> =>
    (await system.iot.send(new DescribeCertificateCommand({ certificateId }))).certificateDescription!.status;
  expect(await status()).toBe('INACTIVE');
  await reconcile(system);
  expect(await status()).toBe('INACTIVE');
  expect(await run('certificates', 'unban', '--certificate', certificateId)).toMatchObject({ code: 0 });
  await system.iot.send(new UpdateCertificateCommand({ certificateId, newStatus: 'ACTIVE' }));
}

/** A share and an offer as they were in an earlier life, by somebody who restores a backup. */
export async function putBack(
  system: System,
  { living, givenEpochs, newestEpoch }: Model,
  { user }: { user: User },
): Promise<void> {
  const { client, tableName: TableName } = system.table;
  const present = (await system.record())?.epoch;
  for (const epoch of [1, ...givenEpochs]) {
    if (epoch === present || epoch > newestEpoch) continue;
    const item = { cameraName, userId: user, role: 'VIEWER', epoch, expiresAt: Math.floor(Date.now() / 1000) + 3600 };
    if (!living?.guests.has(user)) {
      await client.send(new PutCommand({ TableName, Item: { ...shareKey(cameraName, user), ...item } }));
    }
    if (living?.offeredTo === undefined) {
      await client.send(new PutCommand({ TableName, Item: { ...transferKey(cameraName), ...item } }));
    }
  }
}

export async function lookAfterFleet(system: System): Promise<void> {
  await reconcile(system);
}

/** With it goes what is remembered of earlier lives; the reconciler ends what is left. */
export async function deleteRecord(system: System, model: Model): Promise<void> {
  if (!model.living) return;
  for (const Key of [cameraKey(cameraName), tombstoneKey(cameraName)]) {
    await system.table.client.send(new DeleteCommand({ TableName: system.table.tableName, Key }));
  }
  await system.settle();
  await reconcile(system);
  endLife(model);
}

export async function deleteChannel(system: System, { living }: Model): Promise<void> {
  if (!living) return;
  await system.settle();
  const { channelArn } = (await system.record())!;
  await system.kinesisVideo.send(new DeleteSignalingChannelCommand({ ChannelARN: channelArn }));
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await reconcile(system);
  await sessionsEnd(system, channelArn);
}
