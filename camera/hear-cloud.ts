// What the cloud says to the camera over MQTT: read, checked against its contract, and handed to whom it concerns.
import { InvalidEventError } from '../events/index.ts';
import { messagesToCamera, type MessageToCamera, type ToCamera } from '../events/camera-topics.ts';
import type { OnProgress } from './progress.ts';

type WithPayload = Exclude<ToCamera, 'end-sessions'>;

export type CloudHandlers = {
  readonly [Kind in WithPayload]: (message: MessageToCamera<Kind>) => void;
} & { readonly 'end-sessions': () => void };

/** What it can't understand is for newer firmware: it is ignored, and told by `message-ignored`. */
export function hearCloud(handlers: CloudHandlers, onProgress: OnProgress): (topic: string, payload: Buffer) => void {
  return (topic, payload) => {
    const kind = topic.split('/').at(-1)!;
    // Whatever a newer cloud writes into it: nobody goes on watching because of a field.
    if (kind === 'end-sessions') return handlers[kind]();
    const problem = isKnown(kind) ? hear(handlers, kind, payload) : 'this camera does not know it';
    if (problem !== undefined) onProgress({ type: 'message-ignored', kind, reason: problem });
  };
}

/** What is wrong with the message, when it can't be handled. */
function hear<Kind extends WithPayload>(handlers: CloudHandlers, kind: Kind, payload: Buffer): string | undefined {
  let message: MessageToCamera<Kind>;
  try {
    message = messagesToCamera[kind](JSON.parse(payload.toString('utf8'))) as MessageToCamera<Kind>;
  } catch (error) {
    if (!(error instanceof InvalidEventError)) return 'it is no JSON';
    const fields = new Set(error.breaches.map(({ field }) => field || 'the payload'));
    return `not as its schema says: ${[...fields].join(', ')}`;
  }
  (handlers as { readonly [K in Kind]: (message: MessageToCamera<K>) => void })[kind](message);
  return undefined;
}

const isKnown = (kind: string): kind is WithPayload => Object.hasOwn(messagesToCamera, kind);
