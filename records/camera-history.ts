// How the history table is keyed, and what its two kinds of items hold: what an execution came to, and what befell a camera.
import type { Item, ItemKey } from './camera-table.ts';

/** Statuses that AWS Step Functions reports. [AWS: Step Functions Execution Status Change] */
export const executionStatuses = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'] as const;
export type HistoricStatus = (typeof executionStatuses)[number];

/**
 * One report about an execution of ProvisionCamera. Times are milliseconds since the epoch.
 * In the table: pk `executions#<YYYY-MM-DD>` and sk `<13 digits: ms>#<execution name>#<status>`, both of the time of writing
 * (UTC), so that whoever has read up to a moment misses nothing that is written later; the attributes below; `expiresAt` N
 * (seconds). A report that is delivered again is written again: `newestReports` sorts that out.
 */
export interface ExecutionReport {
  readonly executionName: string;
  readonly status: HistoricStatus;
  readonly startedAt: number;
  /** Absent while it runs. */
  readonly stoppedAt?: number;
  /** How often it was redriven before; 0 is left out of the table. */
  readonly redriveCount: number;
  /** Absent where the execution's output doesn't say. */
  readonly cameraName?: string;
  readonly serialNumber?: string;
  readonly error?: string;
  /** The first 300 characters. */
  readonly cause?: string;
  readonly writtenAt: number;
}

/** What can befall a camera. */
export const cameraEventKinds = [
  'registered',
  'registration-failed',
  'connected',
  'disconnected',
  'claimed',
  'released',
  'transfer-offered',
  'transfer-accepted',
  'transfer-cancelled',
  'shared',
  'share-revoked',
  'sessions-ended',
] as const;
export type CameraEventKind = (typeof cameraEventKinds)[number];

/**
 * One thing that befell a camera.
 * In the table: pk `camera#<cameraName>`, sk `<13 digits: at>#<id>`; `at` N (ms), `kind` S, the attributes below, `expiresAt`
 * N (seconds). Key and attributes come from the event alone: delivered twice, it is one item.
 */
export interface CameraEvent {
  /** Milliseconds since the epoch: when it took place, not when it was written. */
  readonly at: number;
  /** Distinguishes events of one millisecond: an event's id, or session, type and version of a connection. */
  readonly id: string;
  readonly kind: CameraEventKind;
  /** Who did it. */
  readonly userId?: string;
  /** Whom it concerns, if not the one who did it. */
  readonly to?: string;
  readonly from?: string;
  /** The registration's execution. */
  readonly executionName?: string;
  /** Why a registration failed: a name. */
  readonly error?: string;
  /** Why a connection ended, in AWS IoT's word (`disconnectReason`). */
  readonly reason?: string;
}

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
  const { executionName, status, startedAt, stoppedAt, redriveCount, writtenAt, ...texts } = report;
  return {
    pk: { S: executionsPartition(writtenAt) },
    sk: { S: `${sortKeyFrom(writtenAt)}#${executionName}#${status}` },
    ...strings({ executionName, status, ...texts }),
    ...numbers({ startedAt, stoppedAt, redriveCount: redriveCount || undefined, expiresAt }),
  };
}

/** Undefined for an item that isn't such a report, or one of a later release. */
export function readExecutionReport(item: Item): ExecutionReport | undefined {
  const { executionName, status, cameraName, serialNumber, error, cause } = textsOf(item);
  const { startedAt, stoppedAt, redriveCount } = numbersOf(item);
  const known = executionStatuses.find((one) => one === status);
  const writtenAt = Number(item.sk?.S?.split('#', 1)[0]);
  if (executionName === undefined || known === undefined || startedAt === undefined || Number.isNaN(writtenAt)) return;
  return {
    executionName,
    status: known,
    startedAt,
    redriveCount: redriveCount ?? 0,
    writtenAt,
    ...given({ stoppedAt, cameraName, serialNumber, error, cause }),
  };
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
  const { at, id, ...texts } = event;
  return {
    pk: { S: cameraHistoryPartition(cameraName) },
    sk: { S: `${sortKeyFrom(at)}#${id}` },
    ...numbers({ at, expiresAt }),
    ...strings(texts),
  };
}

/** Undefined for an item that isn't such an event, or one of a later release. */
export function readCameraEvent(item: Item): CameraEvent | undefined {
  const { sk, kind, userId, to, from, executionName, error, reason } = textsOf(item);
  const { at } = numbersOf(item);
  const known = cameraEventKinds.find((one) => one === kind);
  if (sk === undefined || known === undefined || at === undefined) return;
  const id = sk.slice(sk.indexOf('#') + 1);
  return { at, id, kind: known, ...given({ userId, to, from, executionName, error, reason }) };
}

type Values<T> = Readonly<Record<string, T | undefined>>;

/** Without the attributes that aren't there. */
function given<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}

function strings(values: Values<string>): Item {
  return Object.fromEntries(Object.entries(given(values)).map(([name, value]) => [name, { S: value! }]));
}

function numbers(values: Values<number>): Item {
  return Object.fromEntries(Object.entries(given(values)).map(([name, value]) => [name, { N: String(value) }]));
}

function textsOf(item: Item): Values<string> {
  return Object.fromEntries(Object.entries(item).map(([name, { S }]) => [name, S]));
}

function numbersOf(item: Item): Values<number> {
  const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  return Object.fromEntries(Object.entries(item).map(([name, { N }]) => [name, number(N)]));
}
