// How the history table is keyed, and what its two kinds of items hold: what became of an execution, and what happened to a camera.
import type { Item, ItemKey } from './camera-table.ts';
import { attributesOf, number, optional, readLeniently, text, type ItemOf } from './item-shape.ts';

/** Statuses that AWS Step Functions reports. [AWS: Step Functions Execution Status Change] */
export const executionStatuses = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'] as const;
export type HistoricStatus = (typeof executionStatuses)[number];

const reportShape = {
  executionName: text,
  status: text,
  startedAt: number,
  /** Absent while it runs. */
  stoppedAt: optional(number),
  /** How often it was redriven before; 0 is left out. */
  redriveCount: optional(number),
  /** Absent where the execution's output doesn't say. */
  cameraName: optional(text),
  serialNumber: optional(text),
  error: optional(text),
  /** The first 300 characters. */
  cause: optional(text),
};

/**
 * One report about an execution of ProvisionCamera. Times are milliseconds since the epoch.
 * In the table: pk `executions#<YYYY-MM-DD>` and sk `<13 digits: ms>#<execution name>#<status>`, both of the time of writing
 * (UTC), so that whoever has read up to a moment misses nothing that is written later; the attributes above; `expiresAt`
 * (seconds). A report that is delivered again is written again: `newestReports` sorts that out.
 */
export type ExecutionReport = Omit<ItemOf<typeof reportShape>, 'status' | 'redriveCount'> & {
  readonly status: HistoricStatus;
  readonly redriveCount: number;
  readonly writtenAt: number;
};

/** What can happen to a camera. */
export const cameraEventKinds = [
  'registered',
  'registration-failed',
  'replaced',
  'retired',
  'repaired',
  'connected',
  'disconnected',
  'connection-refused',
  'claimed',
  'paired',
  'reset',
  'released',
  'transfer-offered',
  'transfer-accepted',
  'transfer-cancelled',
  'transfer-declined',
  'shared',
  'share-revoked',
  'share-left',
  'sessions-ended',
  'owner-set',
  'claim-code-made',
  'replacement-wanted',
  'certificate-renewed',
  'certificate-banned',
  'certificate-unbanned',
] as const;
export type CameraEventKind = (typeof cameraEventKinds)[number];

const eventShape = {
  /** Milliseconds since the epoch: when it took place, not when it was written. */
  at: number,
  kind: text,
  /** Who did it. */
  userId: optional(text),
  /** Whom it concerns, if not the one who did it; of a replacement, from which serial number to which. */
  to: optional(text),
  from: optional(text),
  /** Of the registration, or of the workflow that did it. */
  executionName: optional(text),
  /** Why a registration failed: a name. */
  error: optional(text),
  /** Why a connection ended, in AWS IoT's word (`disconnectReason`); why an admin did it, in their words; what was repaired; why it was replaced. */
  reason: optional(text),
};

/**
 * One thing that happened to a camera.
 * In the table: pk `camera#<cameraName>`, sk `<13 digits: at>#<id>`; the attributes above; `expiresAt` (seconds). Key and
 * attributes come from the event alone: delivered twice, it is one item.
 */
export type CameraEvent = Omit<ItemOf<typeof eventShape>, 'kind'> & {
  readonly kind: CameraEventKind;
  /** Distinguishes events of one millisecond: an event's id, or session, type and version of a connection. */
  readonly id: string;
};

const dayMs = 24 * 60 * 60 * 1000;

/** The partition of the reports that were written on the moment's day, UTC. */
export const executionsPartition = (writtenAt: number): string =>
  `executions#${new Date(writtenAt).toISOString().slice(0, 10)}`;

/** All partitions that hold reports written from one moment to another, the oldest first. */
export function executionsPartitions(from: number, to: number): string[] {
  const partitions: string[] = [];
  for (let day = Math.floor(from / dayMs) * dayMs; day <= to; day += dayMs) partitions.push(executionsPartition(day));
  return partitions;
}

export const cameraHistoryPartition = (cameraName: string): string => `camera#${cameraName}`;

/** The beginning of all sort keys of a millisecond: `sk >= sortKeyFrom(ms)` is everything from then on, in both kinds of partitions. */
export const sortKeyFrom = (ms: number): string => String(ms).padStart(13, '0');

/** @param expiresAt seconds since the epoch */
export function executionReportItem(report: ExecutionReport, expiresAt: number): Item & ItemKey {
  const { executionName, status, redriveCount, writtenAt, ...others } = report;
  return {
    pk: executionsPartition(writtenAt),
    sk: `${sortKeyFrom(writtenAt)}#${executionName}#${status}`,
    ...attributesOf(reportShape, { ...others, executionName, status, redriveCount: redriveCount || undefined }),
    expiresAt,
  };
}

/** Undefined for an item that isn't such a report, or one of a later release. */
export function readExecutionReport(item: Item): ExecutionReport | undefined {
  const { executionName, status, startedAt, redriveCount = 0, ...others } = readLeniently(reportShape, item);
  const known = executionStatuses.find((one) => one === status);
  const writtenAt = Number(readLeniently({ sk: text }, item).sk?.split('#', 1)[0]);
  if (executionName === undefined || known === undefined || startedAt === undefined || Number.isNaN(writtenAt)) return;
  return { ...others, executionName, status: known, startedAt, redriveCount, writtenAt };
}

/**
 * The latest that is known of each execution, by name. Reports come out of order and more than once, so the time of writing
 * decides last: a redriven execution is newer than what it had ended as, and an end is newer than its beginning.
 */
export function newestReports(reports: Iterable<ExecutionReport>): Map<string, ExecutionReport> {
  const newest = new Map<string, ExecutionReport>();
  for (const report of reports) {
    const known = newest.get(report.executionName);
    if (!known || compareReports(known, report) < 0) newest.set(report.executionName, report);
  }
  return newest;
}

function compareReports(a: ExecutionReport, b: ExecutionReport): number {
  const ended = ({ status }: ExecutionReport) => Number(status !== 'RUNNING');
  return a.redriveCount - b.redriveCount || ended(a) - ended(b) || a.writtenAt - b.writtenAt;
}

/** @param expiresAt seconds since the epoch */
export function cameraEventItem(cameraName: string, event: CameraEvent, expiresAt: number): Item & ItemKey {
  const { id, ...attributes } = event;
  return {
    pk: cameraHistoryPartition(cameraName),
    sk: `${sortKeyFrom(event.at)}#${id}`,
    ...attributesOf(eventShape, attributes),
    expiresAt,
  };
}

/** Undefined for an item that isn't such an event, or one of a later release. */
export function readCameraEvent(item: Item): CameraEvent | undefined {
  const { at, kind, ...others } = readLeniently(eventShape, item);
  const { sk } = readLeniently({ sk: text }, item);
  const known = cameraEventKinds.find((one) => one === kind);
  if (sk === undefined || known === undefined || at === undefined) return;
  return { ...others, at, kind: known, id: sk.slice(sk.indexOf('#') + 1) };
}
