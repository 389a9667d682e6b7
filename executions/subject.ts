// Whose execution it is, as far as it says so itself: in its output when it succeeded, in its cause when it failed.
import { readCause, type Cause } from './cause.ts';

export type Subject = Pick<Cause, 'cameraName' | 'serialNumber'>;

/** Never throws. Empty while it runs. */
export function subjectOf({
  output,
  cause,
}: {
  readonly output?: string | null | undefined;
  readonly cause?: string | null | undefined;
}): Subject {
  if (output == null) {
    const { message: _, ...subject } = readCause(cause);
    return subject;
  }
  const { cameraName, serialNumber } = (JSON.parse(output) ?? {}) as Readonly<Record<string, unknown>>;
  return {
    ...(typeof cameraName === 'string' && { cameraName }),
    ...(typeof serialNumber === 'string' && { serialNumber }),
  };
}
