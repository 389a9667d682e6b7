// Retires cameras by executions of RetireCamera, one after another.
import { SFNClient } from '@aws-sdk/client-sfn';
import { newestAttempt } from '../../executions/attempt.ts';
import type { ExecutionStarter } from '../../executions/execution-starter.ts';
import { executionsOf } from '../../executions/executions.ts';
import { retirementName, startRetirement, type Retirement } from '../../executions/retirement.ts';
import { startOnce, type Asked } from '../../executions/start-once.ts';
import { getCameraRecord, type CameraRecord } from '../../records/camera-record.ts';
import type { Table } from '../../records/camera-table.ts';
import { getTombstone } from '../../records/tombstone.ts';
import { adminOf } from '../admin.ts';
import { awaitEnd } from '../executions/await-end.ts';
import { cameraTableOf, type Target } from '../target.ts';

export type RetirementWishes = Pick<Retirement, 'certificate' | 'recordings' | 'manifest' | 'reason'>;

export interface Retired {
  readonly cameraName: string;
  readonly outcome: 'retired' | 'failed';
  readonly executionName?: string;
  readonly message?: string;
}

/** What it gives retires one camera, and resolves when that has ended. Both reject with the SDK's error. */
export async function openRetirements(
  target: Target,
  wishes: RetirementWishes,
): Promise<(cameraName: string) => Promise<Retired>> {
  const [table, stateMachineArn, { arn: requestedBy }] = await Promise.all([
    cameraTableOf(target),
    target.output('RetirementStateMachineArn'),
    adminOf(target),
  ]);
  const executions = executionsOf(new SFNClient(target.client), stateMachineArn);
  const start = ({ cameraName, serialNumber, certificateId, epoch }: CameraRecord): Promise<Asked> =>
    startRetirement(executions, { cameraName, serialNumber, certificateId, epoch, requestedBy, ...wishes });
  return async (cameraName) => {
    const record = await getCameraRecord(table, cameraName);
    const asked = await (record ? start(record) : finish(table, executions, cameraName));
    if (!asked) return { cameraName, outcome: 'failed', message: `There is no camera ${cameraName}.` };
    const { executionName } = asked;
    const end = await awaitEnd(executions, executionName);
    if (end.succeeded) return { cameraName, executionName, outcome: 'retired' };
    return { cameraName, executionName, outcome: 'failed', message: end.message };
  };
}

/** A retirement that was stopped when the record had gone already, as it was asked for. Undefined: there is none. */
async function finish(table: Table, executions: ExecutionStarter, cameraName: string): Promise<Asked | undefined> {
  const tombstone = await getTombstone(table, cameraName);
  if (!tombstone) return undefined;
  const name = retirementName(tombstone);
  const newest = await newestAttempt(name, executions.find);
  if (newest?.input === undefined || newest.status === 'SUCCEEDED') return undefined;
  return startOnce(executions, name, newest.input);
}
