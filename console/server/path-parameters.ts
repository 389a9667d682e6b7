// What the parameters of paths look like once they are decoded. A path with another one is none of ours.
import type { ParameterName } from '../api/request-types.ts';

export const pathParameters = {
  cameraName: /^[\w-]+$/,
  // Any name: a record that somebody wrote by hand is shown, too.
  recordedName: /^.+$/s,
  certificateId: /^[0-9a-f]{64}$/,
  chapter: /^[a-z]+$/,
  executionName: /^[\w-]+$/,
  importId: /^[\w-]+$/,
  messageId: /^[\w-]+$/,
  number: /^\d{1,9}$/,
  queueId: /^\w+$/,
} as const satisfies Readonly<Record<ParameterName, RegExp>>;
