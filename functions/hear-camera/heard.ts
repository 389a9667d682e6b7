// What a camera has said, once it is proven which camera it was, and how it ends.
import type { ToCloud } from '../../events/camera-topics.ts';
import type { MessageHeard } from '../../events/messages/camera-message.ts';
import type { CameraRecord } from '../../records/camera-record.ts';
import type { HearCameraDependencies } from './dependencies.ts';

export interface Heard<Kind extends ToCloud> {
  /** As it was when the message was looked at. */
  readonly camera: CameraRecord;
  readonly message: MessageHeard<Kind>;
  /** When AWS IoT got it, in milliseconds since the epoch. */
  readonly receivedAt: number;
}

/** Answers with what came of it, in a word for the log. Rejects when it must be heard again. */
export type Hear<Kind extends ToCloud> = (heard: Heard<Kind>, dependencies: HearCameraDependencies) => Promise<string>;

/** Somebody else changed the camera at the same moment: decided anew when the message comes back. */
export class CameraChangedMeanwhileError extends Error {
  override readonly name = 'CameraChangedMeanwhileError';

  constructor(cameraName: string) {
    super(`${cameraName} was changed while its message was worked on. It is heard again in a moment.`);
  }
}
