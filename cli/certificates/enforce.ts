// What a ban means for certificates that AWS IoT knows, and for the cameras that have them.
import { setTimeout as delay } from 'node:timers/promises';
import { IoTClient } from '@aws-sdk/client-iot';
import { IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane';
import { SFNClient } from '@aws-sdk/client-sfn';
import { executionsOf } from '../../executions/executions.ts';
import { getCameraRecordLeniently } from '../../records/camera-record.ts';
import type { Table } from '../../records/camera-table.ts';
import { writeBan, type Banned } from '../../records/certificate-ban.ts';
import { RefusedError } from '../failures.ts';
import { cameraTableOf, type Target } from '../target.ts';
import { findBanned } from './find-banned.ts';
import { withdraw, type WithdrawalDependencies, type Withdrawn } from './withdraw.ts';

export interface OpenedBans extends WithdrawalDependencies {
  readonly bans: Table;
  readonly cameras: Table;
  readonly iot: IoTClient;
}

export async function openBans(target: Target): Promise<OpenedBans> {
  const [cameras, tableName, stateMachineArn] = await Promise.all([
    cameraTableOf(target),
    target.output('BanTableName'),
    target.output('StateMachineArn'),
  ]);
  return {
    cameras,
    bans: { client: cameras.client, tableName },
    // Ten calls a second of a kind are all that AWS IoT takes: it waits.
    iot: new IoTClient({ ...target.client, retryMode: 'adaptive', maxAttempts: 10 }),
    iotData: new IoTDataPlaneClient(target.client),
    executions: executionsOf(new SFNClient(target.client), stateMachineArn),
    pause: (ms) => delay(ms),
  };
}

/** The bans are written: this makes what they name INACTIVE. Rejects with the SDK's error; whoever runs it again goes on. */
export async function enforce(
  banned: readonly Banned[],
  opened: OpenedBans,
  bannedBy: string,
  onProgress?: (done: number, total: number) => void,
): Promise<Withdrawn[]> {
  const ids = new Set<string>();
  const serials = new Map<string, Set<string>>();
  for (const one of banned) {
    if ('certificateId' in one) ids.add(one.certificateId);
    else serials.set(one.issuerKey, (serials.get(one.issuerKey) ?? new Set()).add(one.x509SerialNumber));
  }
  for (const [issuerKey, numbers] of serials) {
    for (const id of await findBanned(issuerKey, numbers, opened, onProgress)) ids.add(id);
  }
  const withdrawn = await withdraw([...ids], opened, (done) => onProgress?.(done, ids.size));
  const others = await banWhatBelongsToIt(withdrawn, opened, bannedBy);
  return [...withdrawn, ...(await withdraw(others, opened))];
}

/** Whoever had the banned certificate has asked for the one that is to follow it, and has the key that the camera registered with. */
async function banWhatBelongsToIt(
  withdrawn: readonly Withdrawn[],
  { cameras, bans }: OpenedBans,
  bannedBy: string,
): Promise<string[]> {
  const others: string[] = [];
  for (const { certificateId, cameras: names } of withdrawn) {
    for (const name of names) {
      const record = await getCameraRecordLeniently(cameras, name);
      if (record?.certificateId !== certificateId) continue;
      for (const [other, reason] of [
        [record.nextCertificateId, `It was to follow the banned certificate ${certificateId}.`],
        [record.registeredWith, `Its camera was renewed to the banned certificate ${certificateId}.`],
      ] as const) {
        if (other === undefined) continue;
        await writeBan(bans, { certificateId: other }, { bannedAt: Math.floor(Date.now() / 1000), bannedBy, reason });
        others.push(other);
      }
    }
  }
  return others;
}

/** @throws RefusedError */
export function checkAllEnded(withdrawn: readonly Withdrawn[]): void {
  if (withdrawn.every(({ outcome }) => outcome !== 'registering')) return;
  throw new RefusedError('A registration that began before still runs. Run the command again when it has ended.');
}
