// What PutMedia tells the producer while media arrives: one JSON object per line. [KVS API: PutMedia]

/** [KVS API: PutMedia, error codes] The key-management errors can't happen here. */
export const putMediaErrors = {
  STREAM_READ_ERROR: 4000,
  MAX_FRAGMENT_SIZE_REACHED: 4001,
  MAX_FRAGMENT_DURATION_REACHED: 4002,
  MAX_CONNECTION_DURATION_REACHED: 4003,
  FRAGMENT_TIMECODE_LESSER_THAN_PREVIOUS: 4004,
  MORE_THAN_ALLOWED_TRACKS_FOUND: 4005,
  INVALID_MKV_DATA: 4006,
  INVALID_PRODUCER_TIMESTAMP: 4007,
  STREAM_NOT_ACTIVE: 4008,
  FRAGMENT_METADATA_LIMIT_REACHED: 4009,
  TRACK_NUMBER_MISMATCH: 4010,
  FRAMES_MISSING_FOR_TRACK: 4011,
  INTERNAL_ERROR: 5000,
  ARCHIVAL_ERROR: 5001,
} as const;

export type PutMediaErrorCode = keyof typeof putMediaErrors;

/** The media can't be taken any further: the producer reads why, and the connection ends. */
export class PutMediaError extends Error {
  override readonly name = 'PutMediaError';
  readonly code: PutMediaErrorCode;

  constructor(code: PutMediaErrorCode) {
    super(code);
    this.code = code;
  }
}

export interface AcknowledgedFragment {
  readonly timecodeMs: number;
  readonly number: string;
}

export function acknowledgement(event: 'BUFFERING' | 'RECEIVED' | 'PERSISTED', fragment: AcknowledgedFragment): string {
  return line({ EventType: event, ...members(fragment) });
}

export function errorAcknowledgement(code: PutMediaErrorCode, fragment: AcknowledgedFragment | undefined): string {
  return line({
    EventType: 'ERROR',
    ...(fragment && members(fragment)),
    ErrorId: putMediaErrors[code],
    ErrorCode: code,
  });
}

export function idleAcknowledgement(): string {
  return line({ EventType: 'IDLE' });
}

function members({ timecodeMs, number }: AcknowledgedFragment): object {
  return { FragmentTimecode: timecodeMs, FragmentNumber: number };
}

function line(document: object): string {
  return `${JSON.stringify(document)}\n`;
}
