// What a message of the history queue becomes. Three senders write there: Step Functions and the camera bus through EventBridge, and AWS IoT's rule.
import {
  validateCameraOwnershipChanged,
  validateCameraProvisioned,
  validateCameraProvisioningFailed,
  validateCameraReplaced,
  validateCameraRetired,
  validateCertificateBanChanged,
  validateConnectFailedEvent,
  validateCertificateRenewed,
  validateDriftRepaired,
  validateExecutionStatusChange,
  validatePresenceEvent,
} from '../events/index.ts';
import { cameraEventItem, executionReportItem, type CameraEvent } from './camera-history.ts';
import { isCameraName } from './camera-name.ts';
import type { Item } from './camera-table.ts';
import { executionReport } from './execution-report.ts';

/** Nothing that any of the senders writes. */
export class UnknownMessageError extends Error {
  override readonly name = 'UnknownMessageError';

  constructor(kind: string) {
    super(
      `The message is of an unknown kind, ${kind}. Look at what writes to the history queue: only its rules should.`,
    );
  }
}

interface Written {
  /** Milliseconds since the epoch. */
  readonly writtenAt: number;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

/** Of what an MQTT client did: with which certificate. The camera's name is its word, so only the camera's own proves it. */
type EventOfCamera = readonly [cameraName: string | undefined, event: CameraEvent, certificateId?: string];

export interface HistoryItem {
  readonly item: Item;
  /** It is history only if this is a certificate of the camera. */
  readonly onlyOf?: { readonly cameraName: string; readonly certificateId: string };
}

/**
 * Undefined where it is no camera's history: a client that can't be a camera, a registration whose camera is unknown.
 * @throws UnknownMessageError, InvalidEventError
 */
export function historyItem(message: unknown, { writtenAt, expiresAt }: Written): HistoryItem | undefined {
  const { 'detail-type': type, eventType, detail } = (message ?? {}) as Readonly<Record<string, unknown>>;
  if (type === 'Step Functions Execution Status Change') {
    return {
      item: executionReportItem(executionReport(validateExecutionStatusChange(detail), writtenAt), expiresAt),
    };
  }
  const read = type === undefined && eventType !== undefined ? readConnectionEvent : readersByDetailType[String(type)];
  if (!read) throw new UnknownMessageError(JSON.stringify(type ?? eventType));
  const [cameraName, event, certificateId] = read(type === undefined ? message : detail);
  if (cameraName === undefined || !isCameraName(cameraName)) return undefined;
  return {
    item: cameraEventItem(cameraName, event, expiresAt),
    ...(certificateId !== undefined && { onlyOf: { cameraName, certificateId } }),
  };
}

const readConnectionEvent = (message: unknown): EventOfCamera => {
  if ((message as { eventType: unknown }).eventType === 'connect_failed') return readRefusedConnection(message);
  const { clientId, timestamp: at, eventType: kind, ...event } = validatePresenceEvent(message);
  const id = `${event.sessionIdentifier}#${kind}#${event.versionNumber ?? ''}`;
  const reason = event.disconnectReason;
  return [clientId, { at, id, kind, ...(reason !== undefined && { reason }) }, event.principalIdentifier];
};

const readRefusedConnection = (message: unknown): EventOfCamera => {
  const { clientId, timestamp: at, connectFailureReason: reason, ...attempt } = validateConnectFailedEvent(message);
  const id = `${attempt.sessionIdentifier}#connection-refused`;
  return [
    clientId,
    { at, id, kind: 'connection-refused', ...(reason !== undefined && { reason }) },
    attempt.principalIdentifier,
  ];
};

/** An event's identity is what it tells of, so that one that was published twice is the same item. */
const readersByDetailType: Readonly<Record<string, (detail: unknown) => EventOfCamera>> = {
  CameraProvisioned: (detail) => {
    const { cameraName, executionName, provisionedAt } = validateCameraProvisioned(detail);
    return [cameraName, { at: Date.parse(provisionedAt), id: executionName, kind: 'registered', executionName }];
  },
  CameraProvisioningFailed: (detail) => {
    const { cameraName, executionName, error, failedAt } = validateCameraProvisioningFailed(detail);
    const at = Date.parse(failedAt);
    return [cameraName, { at, id: executionName, kind: 'registration-failed', executionName, error }];
  },
  CameraReplaced: (detail) => {
    const { cameraName, executionName, formerSerialNumber, serialNumber, reason, replacedAt } =
      validateCameraReplaced(detail);
    const [from, to] = [formerSerialNumber, serialNumber];
    return [
      cameraName,
      { at: Date.parse(replacedAt), id: executionName, kind: 'replaced', executionName, from, to, reason },
    ];
  },
  CameraRetired: (detail) => {
    const { cameraName, executionName, requestedBy: userId, reason, retiredAt } = validateCameraRetired(detail);
    const why = reason === '' ? {} : { reason };
    return [
      cameraName,
      { at: Date.parse(retiredAt), id: executionName, kind: 'retired', executionName, userId, ...why },
    ];
  },
  DriftRepaired: (detail) => {
    const { cameraName, executionName, drift, says: reason, repairedAt } = validateDriftRepaired(detail);
    const id = `${executionName}#${drift}`;
    return [cameraName, { at: Date.parse(repairedAt), id, kind: 'repaired', executionName, reason }];
  },
  CertificateRenewed: (detail) => {
    const { cameraName, certificateId: id, executionName, renewedAt } = validateCertificateRenewed(detail);
    return [cameraName, { at: Date.parse(renewedAt), id, kind: 'certificate-renewed', executionName }];
  },
  CertificateBanChanged: (detail) => {
    const { cameraName, change, changedAt, requestId, certificateId, userId, reason } =
      validateCertificateBanChanged(detail);
    const id = `${requestId}#${certificateId ?? ''}`;
    const why = reason === undefined ? {} : { reason };
    return [cameraName, { at: Date.parse(changedAt), id, kind: `certificate-${change}`, userId, ...why }];
  },
  CameraOwnershipChanged: (detail) => {
    const { cameraName, change, changedAt, requestId, userId, to, from, reason } =
      validateCameraOwnershipChanged(detail);
    const concerned = {
      ...(userId !== undefined && { userId }),
      ...(to !== undefined && { to }),
      ...(from !== undefined && { from }),
      ...(reason !== undefined && { reason }),
    };
    return [cameraName, { at: Date.parse(changedAt), id: requestId, kind: change, ...concerned }];
  },
};
