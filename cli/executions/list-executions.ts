// Which executions `lensgate executions list` shows, and whose they are.
import type { ExecutionStatus } from '@aws-sdk/client-sfn';
import { certificateOf } from '../../executions/attempt.ts';
import { newestExecutions, type Executions } from '../../executions/executions.ts';
import type { Subject } from '../../executions/subject.ts';
import { newestReports, type ExecutionReport } from '../../records/camera-history.ts';
import type { Table } from '../../records/camera-table.ts';
import { reportsSince } from './reports.ts';

export interface ExecutionRow extends Subject {
  readonly name: string;
  readonly status: ExecutionStatus | undefined;
  readonly startDate: Date | undefined;
  readonly stopDate?: Date | undefined;
}

export interface WantedExecutions {
  readonly status?: ExecutionStatus | undefined;
  readonly limit: number;
  /** Milliseconds since the epoch: that began then, or later. */
  readonly since?: number | undefined;
}

/** An execution that runs says of no camera: it is told by the certificate that it is named after. */
export interface WantedSubject extends Subject {
  readonly certificateId?: string | undefined;
}

// Of a storm's history, a MB each.
const mostNamed = 20_000;

/** Newest first. Without a history nobody knows whose they are. Rejects with the SDK's error. */
export async function listExecutions(
  executions: Pick<Executions, 'list'>,
  history: Table | undefined,
  { since = 0, ...wanted }: WantedExecutions,
): Promise<ExecutionRow[]> {
  const listed = (await newestExecutions(executions, wanted)).filter(
    ({ startDate }) => (startDate?.getTime() ?? 0) >= since,
  );
  const unnamed = new Set(listed.map(({ name = '' }) => name));
  const subjects = new Map<string, Subject>();
  const oldest = listed.at(-1)?.startDate?.getTime();
  if (history && oldest !== undefined) {
    let read = 0;
    for await (const { executionName, cameraName, serialNumber } of reportsSince(history, oldest)) {
      if (serialNumber !== undefined && unnamed.delete(executionName)) {
        subjects.set(executionName, { serialNumber, ...(cameraName !== undefined && { cameraName }) });
      }
      if (unnamed.size === 0 || ++read === mostNamed) break;
    }
  }
  return listed.map(({ name = '', status, startDate, stopDate }) => ({
    ...{ name, status, startDate, stopDate },
    ...subjects.get(name),
  }));
}

/** Newest first, of the camera or the serial number, as the history has them. Rejects with the SDK's error. */
export async function findExecutions(
  history: Table,
  subject: WantedSubject,
  { status, limit, since = 0 }: WantedExecutions,
): Promise<ExecutionRow[]> {
  const reports: ExecutionReport[] = [];
  for await (const report of reportsSince(history, since)) {
    if (isOf(subject, report) && report.startedAt >= since) reports.push(report);
  }
  return [...newestReports(reports).values()]
    .filter((report) => status === undefined || report.status === status)
    .sort((a, b) => b.startedAt - a.startedAt)
    .slice(0, limit)
    .map(({ executionName, status, startedAt, stoppedAt, cameraName, serialNumber }) => ({
      name: executionName,
      status,
      startDate: new Date(startedAt),
      ...(stoppedAt !== undefined && { stopDate: new Date(stoppedAt) }),
      ...(cameraName !== undefined && { cameraName }),
      ...(serialNumber !== undefined && { serialNumber }),
    }));
}

export function isOf(
  { certificateId, cameraName, serialNumber }: WantedSubject,
  { executionName, ...report }: Pick<ExecutionReport, 'executionName' | 'cameraName' | 'serialNumber'>,
): boolean {
  if (certificateId !== undefined && certificateOf(executionName) === certificateId) return true;
  return (
    (cameraName !== undefined && report.cameraName === cameraName) ||
    (serialNumber !== undefined && report.serialNumber === serialNumber)
  );
}
