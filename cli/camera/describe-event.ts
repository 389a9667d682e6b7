// What happens to a simulated camera, in words.
import type { CameraEvent } from '../../camera/progress.ts';

export interface CameraNames {
  readonly serialNumber: string;
  readonly cameraName: string;
}

// A registration takes a few seconds: by now something else is the matter.
const suspiciousAttempt = 5;
const unreachable = /\bE[A-Z]{4,}\b/;

export function describeEvent(event: CameraEvent, { serialNumber, cameraName }: CameraNames): string {
  switch (event.type) {
    case 'identity-made':
      return `Made a key; the factory signed certificate ${event.certificateId} for serial number ${event.serialNumber}.`;
    case 'identity-found':
      return `Has certificate ${event.certificateId} for serial number ${event.serialNumber}.`;
    case 'connecting':
      return `Connecting (attempt ${event.attempt}) …`;
    case 'connection-dropped':
      return (
        `Dropped: ${event.reason}. Next attempt in ${seconds(event.retryInMs)}.` +
        (event.attempt === suspiciousAttempt && !unreachable.test(event.reason)
          ? `\nStill not accepted. Is ${serialNumber} in the manifest, as ${cameraName}? "lensgate executions list" shows what became of it.`
          : '')
      );
    case 'registered':
      return `Registered as ${event.cameraName} at attempt ${event.attempts}.`;
    case 'credentials-received':
      return `Has AWS credentials until ${event.expiration}.`;
    case 'credentials-failed':
      return `${event.reason} Next attempt in ${(event.retryInMs / 1000).toFixed(1)} s.`;
    case 'went-live':
      return `Live as master of ${event.channelArn}. Ctrl-C switches the camera off.`;
    case 'signaling-lost':
      return `Signaling lost: ${event.reason}. Next attempt in ${seconds(event.retryInMs)}.`;
    case 'stream-started':
      return `Sends to stream ${event.streamName}.`;
    case 'fragment-persisted':
      return `Stream ${event.streamName} has kept ${event.count} ${event.count === 1 ? 'fragment' : 'fragments'}. Ctrl-C switches the camera off.`;
    case 'stream-lost':
      return `Not streaming: ${event.reason}. Next attempt in ${seconds(event.retryInMs)}.`;
    case 'sessions-ended':
      return `All sessions are ended: ${event.viewers} ${event.viewers === 1 ? 'viewer' : 'viewers'} cut off. Whoever may watch can come back.`;
    case 'renewal-requested':
      return `Made a new key; asks for a certificate in the place of ${event.certificateId}.`;
    case 'certificate-received':
      return `Got certificate ${event.certificateId}. Connects with it before ${event.connectBefore}.`;
    case 'certificate-renewed':
      return `Connected with the new certificate ${event.certificateId}. The old key stays until the cloud has changed over.`;
    case 'old-key-dropped':
      return `The key of the old certificate ${event.certificateId} is gone.`;
    case 'renewal-failed':
      return `Keeps its certificate: ${event.reason}. Tries to renew it again in ${seconds(event.retryInMs)}.`;
    case 'pairing-sent':
      return 'Gave the cloud its pairing token.';
    case 'pairing-unanswered':
      return 'The cloud has not answered the pairing. The app shows whether the camera is there.';
    case 'paired':
      return `Paired: ${event.message}`;
    case 'pairing-refused':
      return `Not paired: ${event.message}`;
    case 'factory-reset':
      return 'Reset to factory settings.';
    case 'reset-sent':
      return `Told the cloud of the reset (request ${event.requestId}).`;
    case 'setup-sent':
      return `Told the cloud that its button was pressed (request ${event.requestId}).`;
    case 'message-ignored':
      return `Ignored a message of the cloud, ${event.kind}: ${event.reason}.`;
    case 'controls-unavailable':
      return `camera pair, reset and press-button can't reach it: ${event.reason}.`;
    case 'viewer-arrived':
      return `Viewer ${event.clientId} asks to watch.`;
    case 'viewer-connected':
      return `Viewer ${event.clientId} is watching.`;
    case 'viewer-left':
      return `Viewer ${event.clientId} left.`;
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
