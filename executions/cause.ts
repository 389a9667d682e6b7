// Why an execution or a state failed, as Step Functions tells it: in our workflows a JSON document with a message and the camera that it is about.

export interface Cause {
  /** For a person; empty when nothing was said. */
  readonly message: string;
  readonly cameraName?: string;
  readonly serialNumber?: string;
}

/** Never throws. What is no such document, or was cut off, is a message as it stands. */
export function readCause(cause: string | null | undefined): Cause {
  const fields = parse(cause);
  // [Lambda: a function's error arrives as {errorType, errorMessage, trace}]
  if (typeof fields?.['errorMessage'] === 'string') return readCause(fields['errorMessage']);
  if (typeof fields?.['message'] !== 'string') return { message: cause ?? '' };
  const { message, cameraName, serialNumber } = fields;
  return {
    message,
    ...(typeof cameraName === 'string' && { cameraName }),
    ...(typeof serialNumber === 'string' && { serialNumber }),
  };
}

function parse(text: string | null | undefined): Readonly<Record<string, unknown>> | undefined {
  if (!text?.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
