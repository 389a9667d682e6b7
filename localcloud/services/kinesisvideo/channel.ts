// A signaling channel as it is stored, and the forms that its parts must have. [KVS API: CreateSignalingChannel]
import type { ChannelInfo, SingleMasterConfiguration } from '@aws-sdk/client-kinesis-video';
import { AwsError } from '../../core/aws-error.ts';

export interface Channel {
  readonly name: string;
  readonly arn: string;
  /** Milliseconds since the epoch; the last part of the ARN. */
  readonly createdAt: number;
  readonly status: 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING';
  /** When CREATING and UPDATING become ACTIVE, and DELETING is over. */
  readonly statusEndsAt?: number;
  readonly messageTtlSeconds: number;
  readonly version: string;
  readonly tags: Readonly<Record<string, string>>;
}

// The default is unconfirmed; AWS's own camera SDK asks for 60.
const defaultMessageTtlSeconds = 60;

export function channelInfo(channel: Channel): ChannelInfo {
  return {
    ChannelName: channel.name,
    ChannelARN: channel.arn,
    ChannelType: 'SINGLE_MASTER',
    ChannelStatus: channel.status,
    CreationTime: new Date(channel.createdAt),
    SingleMasterConfiguration: { MessageTtlSeconds: channel.messageTtlSeconds },
    Version: channel.version,
  };
}

/** `arn:aws:kinesisvideo:us-east-1:000000000000:channel/front-door/1700000000000` → `front-door`. */
export function nameInChannelArn(arn: string): string | undefined {
  return /^arn:[a-z\d-]+:kinesisvideo:[a-z0-9-]+:[0-9]+:channel\/([a-zA-Z0-9_.-]{1,256})\/[0-9]+$/.exec(arn)?.[1];
}

export function requireChannelName(name: string | undefined): string {
  if (!name || !/^[a-zA-Z0-9_.-]{1,256}$/.test(name)) {
    throw invalidArgument(`ChannelName must be 1 to 256 of a-z A-Z 0-9 _ . -, but is ${shown(name)}.`);
  }
  return name;
}

export function requireChannelArn(arn: string | undefined, member = 'ChannelARN'): string {
  if (!arn || arn.length > 1024 || !nameInChannelArn(arn)) {
    const form = 'arn:aws:kinesisvideo:<region>:<account>:channel/<name>/<creation time>';
    throw invalidArgument(`${member} must have the form ${form}, but is ${shown(arn)}.`);
  }
  return arn;
}

export function messageTtlSeconds(configuration: SingleMasterConfiguration | undefined): number {
  const seconds = configuration?.MessageTtlSeconds ?? defaultMessageTtlSeconds;
  if (!Number.isInteger(seconds) || seconds < 5 || seconds > 120) {
    throw invalidArgument(`MessageTtlSeconds must be a whole number from 5 to 120, but is ${seconds}.`);
  }
  return seconds;
}

export function invalidArgument(message: string): AwsError {
  return new AwsError('InvalidArgumentException', message);
}

export function shown(value: string | undefined): string {
  return value === undefined ? 'missing' : `'${value}'`;
}
