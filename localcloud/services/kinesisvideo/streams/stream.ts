// A video stream as it is stored, and the forms that its parts must have. [KVS API: CreateStream]
import type { StreamInfo } from '@aws-sdk/client-kinesis-video';
import { invalidArgument, shown } from '../channel.ts';

export interface Stream {
  readonly name: string;
  readonly arn: string;
  /** Milliseconds since the epoch; the last part of the ARN. */
  readonly createdAt: number;
  readonly status: 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING';
  /** When CREATING and UPDATING become ACTIVE, and DELETING is over. */
  readonly statusEndsAt?: number;
  /** 0: fragments are acknowledged as received, and not kept. */
  readonly retentionHours: number;
  readonly mediaType?: string;
  readonly deviceName?: string;
  readonly kmsKeyId: string;
  readonly version: string;
  readonly tags: Readonly<Record<string, string>>;
}

// Ten years. [KVS API: UpdateDataRetention]
const longestRetentionHours = 87_600;

export function streamInfo(stream: Stream): StreamInfo {
  return {
    StreamName: stream.name,
    StreamARN: stream.arn,
    ...(stream.deviceName !== undefined && { DeviceName: stream.deviceName }),
    ...(stream.mediaType !== undefined && { MediaType: stream.mediaType }),
    KmsKeyId: stream.kmsKeyId,
    Version: stream.version,
    Status: stream.status,
    CreationTime: new Date(stream.createdAt),
    DataRetentionInHours: stream.retentionHours,
  };
}

/** `arn:aws:kinesisvideo:us-east-1:000000000000:stream/front-door/1700000000000` → `front-door`. */
export function nameInStreamArn(arn: string): string | undefined {
  return /^arn:[a-z\d-]+:kinesisvideo:[a-z0-9-]+:[0-9]+:stream\/([a-zA-Z0-9_.-]{1,256})\/[0-9]+$/.exec(arn)?.[1];
}

export function requireStreamName(name: string | undefined): string {
  if (!name || !/^[a-zA-Z0-9_.-]{1,256}$/.test(name)) {
    throw invalidArgument(`StreamName must be 1 to 256 of a-z A-Z 0-9 _ . -, but is ${shown(name)}.`);
  }
  return name;
}

export function requireStreamArn(arn: string | undefined): string {
  if (!arn || arn.length > 1024 || !nameInStreamArn(arn)) {
    const form = 'arn:aws:kinesisvideo:<region>:<account>:stream/<name>/<creation time>';
    throw invalidArgument(`StreamARN must have the form ${form}, but is ${shown(arn)}.`);
  }
  return arn;
}

export function requireRetentionHours(hours: number): number {
  if (!Number.isInteger(hours) || hours < 0 || hours > longestRetentionHours) {
    throw invalidArgument(
      `DataRetentionInHours must be a whole number from 0 to ${longestRetentionHours}, but is ${hours}.`,
    );
  }
  return hours;
}

/** `video/h264`, `video/h264,audio/aac`. */
export function requireMediaType(mediaType: string): string {
  if (mediaType.length > 128 || !/^[\w\-.+]+\/[\w\-.+]+(,[\w\-.+]+\/[\w\-.+]+)*$/.test(mediaType)) {
    throw invalidArgument(
      `MediaType must be media types separated by commas (video/h264,audio/aac), but is ${shown(mediaType)}.`,
    );
  }
  return mediaType;
}

export function requireDeviceName(name: string): string {
  if (!/^[a-zA-Z0-9_.-]{1,128}$/.test(name)) {
    throw invalidArgument(`DeviceName must be 1 to 128 of a-z A-Z 0-9 _ . -, but is ${shown(name)}.`);
  }
  return name;
}
