// Lifecycle events: who connected, who left and why. [IOT: life-cycle-events]
import type { Connection } from './connections.ts';
import type { Device } from './device-policy.ts';
import type { IotMessage } from './messages.ts';

/** [IOT: life-cycle-events, disconnectReason] */
export type DisconnectReason =
  | 'API_INITIATED_DISCONNECT'
  | 'AUTH_ERROR'
  | 'CLIENT_INITIATED_DISCONNECT'
  | 'CLIENT_ERROR'
  | 'CONNECTION_LOST'
  | 'DUPLICATE_CLIENTID'
  | 'MQTT_KEEP_ALIVE_TIMEOUT'
  | 'SERVER_ERROR'
  | 'SERVER_INITIATED_DISCONNECT';

/** Client ids with `+` or `#` get no events: they would not be topic names. */
export function hasPresence({ clientId }: Pick<Connection, 'clientId'>): boolean {
  return !/[+#]/.test(clientId);
}

export function connectedEvent(connection: Connection, ipAddress: string, timestamp: number): IotMessage {
  const { clientId, sessionIdentifier, principalIdentifier, versionNumber } = connection;
  return event(`connected/${clientId}`, {
    clientId,
    timestamp,
    eventType: 'connected',
    sessionIdentifier,
    principalIdentifier,
    ipAddress,
    versionNumber,
  });
}

export function disconnectedEvent(
  connection: Connection,
  disconnectReason: DisconnectReason,
  timestamp: number,
): IotMessage {
  const { clientId, sessionIdentifier, principalIdentifier, versionNumber } = connection;
  return event(`disconnected/${clientId}`, {
    clientId,
    timestamp,
    eventType: 'disconnected',
    clientInitiatedDisconnect: disconnectReason === 'CLIENT_INITIATED_DISCONNECT',
    sessionIdentifier,
    principalIdentifier,
    disconnectReason,
    versionNumber,
  });
}

/** A client that proved its certificate may not connect, or not with its will. `sessionIdentifier`: of the attempt. */
export function connectFailedEvent(
  { clientId, certificateId: principalIdentifier, sourceIp: ipAddress }: Device,
  sessionIdentifier: string,
  timestamp: number,
): IotMessage {
  return event(`connect_failed/${clientId}`, {
    clientId,
    timestamp,
    eventType: 'connect_failed',
    connectFailureReason: 'AUTHORIZATION_FAILED',
    principalIdentifier,
    sessionIdentifier,
    ipAddress,
  });
}

function event(topic: string, body: Record<string, unknown>): IotMessage {
  return { topic: `$aws/events/presence/${topic}`, payload: Buffer.from(JSON.stringify(body)) };
}
