// The options that say whose executions are meant, and in which status.
import type { ExecutionStatus } from '@aws-sdk/client-sfn';
import type { Command } from 'commander';
import { executionStatuses } from '../../records/camera-history.ts';
import { getCameraRecordLeniently } from '../../records/camera-record.ts';
import { getManifestEntryLeniently } from '../../records/manifest-entry.ts';
import { cameraName } from '../arguments.ts';
import { UsageError } from '../failures.ts';
import { cameraTableOf, type Target } from '../target.ts';
import type { WantedSubject } from './list-executions.ts';

export interface SubjectOptions {
  readonly camera?: string;
  readonly serial?: string;
  readonly status?: string;
}

const statuses: readonly string[] = executionStatuses;

export const ofWhom = `
Of whom an execution is stands in the history, seconds after its end; one that runs is known by the certificate of a
registered camera. With --camera or --serial, seven days are searched unless --since says otherwise.`;

export function subjectOptions(command: Command): Command {
  return command
    .option('--camera <name>', 'of this camera', cameraName)
    .option('--serial <serial>', 'of this serial number')
    .option('--status <status>', statuses.join(', '));
}

/** @throws UsageError */
export function statusOf({ status: given }: SubjectOptions): ExecutionStatus | undefined {
  const status = given?.toUpperCase();
  if (status !== undefined && !statuses.includes(status)) {
    throw new UsageError(`--status is ${given}; it takes one of ${statuses.join(', ')}.`);
  }
  return status as ExecutionStatus | undefined;
}

/** Undefined: anybody's. */
export async function wantedSubject(
  target: Target,
  { camera, serial }: SubjectOptions,
): Promise<WantedSubject | undefined> {
  if (camera === undefined && serial === undefined) return undefined;
  const cameras = await cameraTableOf(target);
  const name = camera ?? (await getManifestEntryLeniently(cameras, serial!))?.cameraName;
  const record = name === undefined ? undefined : await getCameraRecordLeniently(cameras, name);
  const isMeant = serial === undefined || record?.serialNumber === serial;
  return {
    ...(camera !== undefined && { cameraName: camera }),
    ...(serial !== undefined && { serialNumber: serial }),
    ...(isMeant && { certificateId: record?.certificateId }),
  };
}
