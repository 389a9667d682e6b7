// Lifecycle events: who connected, who left and why. [IOT: life-cycle-events]
import type { IotMessage } from './messages.ts';
import type { Session } from './session.ts';

/** Client ids with `+` or `#` get no events: they would not be topic names. */
function hasPresence({ device }: Session): boolean {
  return !/[+#]/.test(device.clientId);
}

export function connectedEvent(session: Session, timestamp: number): IotMessage | undefined {
  if (!hasPresence(session)) return undefined;
  const { clientId, certificateId, sourceIp } = session.device;
  return event(`connected/${clientId}`, {
    clientId,
    timestamp,
    eventType: 'connected',
    sessionIdentifier: session.sessionIdentifier,
    principalIdentifier: certificateId,
    ipAddress: sourceIp,
    versionNumber: session.versionNumber,
  });
}

export function disconnectedEvent(session: Session, timestamp: number): IotMessage | undefined {
  if (!hasPresence(session)) return undefined;
  const { clientId, certificateId } = session.device;
  const disconnectReason = session.reason ?? 'CONNECTION_LOST';
  return event(`disconnected/${clientId}`, {
    clientId,
    timestamp,
    eventType: 'disconnected',
    clientInitiatedDisconnect: disconnectReason === 'CLIENT_INITIATED_DISCONNECT',
    sessionIdentifier: session.sessionIdentifier,
    principalIdentifier: certificateId,
    disconnectReason,
    versionNumber: session.versionNumber,
  });
}

function event(topic: string, body: Record<string, unknown>): IotMessage {
  return { topic: `$aws/events/presence/${topic}`, payload: Buffer.from(JSON.stringify(body)) };
}
