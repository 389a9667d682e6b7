// Retires cameras by executions of RetireCamera, one after another.
import { SFNClient } from '@aws-sdk/client-sfn';
import { executionsOf } from '../../executions/executions.ts';
import { startRetirement, type Retirement } from '../../executions/retirement.ts';
import { getCameraRecord } from '../../records/camera-record.ts';
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
  return async (cameraName) => {
    const record = await getCameraRecord(table, cameraName);
    if (!record) return { cameraName, outcome: 'failed', message: `There is no camera ${cameraName}.` };
    const { serialNumber, certificateId, epoch } = record;
    const retirement = { cameraName, serialNumber, certificateId, epoch, requestedBy, ...wishes };
    const { executionName } = await startRetirement(executions, retirement);
    const end = await awaitEnd(executions, executionName);
    if (end.succeeded) return { cameraName, executionName, outcome: 'retired' };
    return { cameraName, executionName, outcome: 'failed', message: end.message };
  };
}
