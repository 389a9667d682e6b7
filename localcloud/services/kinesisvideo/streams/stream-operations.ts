// Create, describe, list, change, delete: the life of a video stream. [KVS API reference]
import { AwsError } from '../../../core/aws-error.ts';
import type { InputOf, OutputOf } from '../../../core/aws-model.ts';
import type { CloudContext } from '../../../core/cloud-context.ts';
import type { Operations } from '../../../core/operation.ts';
import { requestTags } from '../../../access/tag-conditions.ts';
import { invalidArgument, shown } from '../channel.ts';
import type { KinesisVideoQuotas } from '../quotas.ts';
import { requireTagMap } from '../tags.ts';
import {
  requireDeviceName,
  requireMediaType,
  requireRetentionHours,
  requireStreamName,
  type Stream,
  streamInfo,
} from './stream.ts';
import type { Streams } from './streams.ts';

export function streamOperations(
  streams: Streams,
  quotas: KinesisVideoQuotas,
  { region, accountId }: Pick<CloudContext, 'region' | 'accountId'>,
): Operations<'kinesisvideo'> {
  return {
    CreateStream: {
      permissions: ({ StreamName, Tags }) => ({
        ...streams.permission('CreateStream', { StreamName }),
        // A stream that stands in the way lends the request neither its ARN nor its tags.
        resource: `arn:aws:kinesisvideo:${region}:${accountId}:stream/${StreamName ?? ''}/*`,
        context: requestTags(Tags ?? {}),
      }),
      async handle({ StreamName, DataRetentionInHours, MediaType, DeviceName, KmsKeyId, Tags, ...others }) {
        const name = requireStreamName(StreamName);
        const retentionHours = requireRetentionHours(DataRetentionInHours ?? 0);
        const mediaType = MediaType === undefined ? undefined : requireMediaType(MediaType);
        const deviceName = DeviceName === undefined ? undefined : requireDeviceName(DeviceName);
        const tags = requireTagMap({}, Tags);
        const tier = others.StreamStorageConfiguration?.DefaultStorageTier;
        if (tier !== undefined && tier !== 'HOT') {
          throw new AwsError('NotImplementedException', `The local cloud does not imitate the storage tier ${tier}.`, {
            statusCode: 501,
          });
        }
        // A stream that is being deleted still holds its name.
        const existing = streams.named(name);
        if (existing) {
          throw new AwsError('ResourceInUseException', `The stream ${name} already exists and is ${existing.status}.`);
        }
        if (streams.size >= quotas.streamsPerAccount) {
          throw new AwsError(
            'AccountStreamLimitExceededException',
            `The account has ${streams.size} streams, as many as it may in this region.`,
          );
        }
        const created = await streams.create({
          name,
          retentionHours,
          ...(mediaType !== undefined && { mediaType }),
          ...(deviceName !== undefined && { deviceName }),
          kmsKeyId: KmsKeyId ?? `arn:aws:kms:${region}:${accountId}:alias/aws/kinesisvideo`,
          tags,
        });
        return { StreamARN: created.arn };
      },
    },

    DescribeStream: {
      permissions: (input) => streams.permission('DescribeStream', input),
      handle: async (input) => ({ StreamInfo: streamInfo(streams.find(input)) }),
    },

    ListStreams: {
      // [Service Authorization Reference: no resource type]
      permissions: () => ({ action: 'kinesisvideo:ListStreams', resource: '*' }),
      handle: async (input) => list(streams, input),
    },

    UpdateDataRetention: {
      permissions: (input) => streams.permission('UpdateDataRetention', input),
      async handle({ CurrentVersion, Operation, DataRetentionChangeInHours: change, ...reference }) {
        if (Operation !== 'INCREASE_DATA_RETENTION' && Operation !== 'DECREASE_DATA_RETENTION') {
          throw invalidArgument(
            `Operation must be INCREASE_DATA_RETENTION or DECREASE_DATA_RETENTION, but is ${shown(Operation)}.`,
          );
        }
        if (change === undefined || !Number.isInteger(change) || change < 1) {
          throw invalidArgument(`DataRetentionChangeInHours must be a whole number of at least 1, but is ${change}.`);
        }
        const stream = streams.findActive(reference);
        requireVersion(stream, CurrentVersion ?? '');
        const sign = Operation === 'INCREASE_DATA_RETENTION' ? 1 : -1;
        await streams.setRetention(stream, requireRetentionHours(stream.retentionHours + sign * change));
        return {};
      },
    },

    DeleteStream: {
      permissions: ({ StreamARN }) => streams.permission('DeleteStream', { StreamARN: StreamARN ?? '' }),
      async handle({ StreamARN, CurrentVersion }) {
        const stream = streams.findActive({ StreamARN: StreamARN ?? '' });
        // Without a version, whatever version is there is deleted.
        if (CurrentVersion !== undefined) requireVersion(stream, CurrentVersion);
        await streams.delete(stream);
        return {};
      },
    },
  };
}

function list(
  streams: Streams,
  { MaxResults = 10_000, NextToken, StreamNameCondition: condition }: InputOf<'kinesisvideo', 'ListStreams'>,
): OutputOf<'kinesisvideo', 'ListStreams'> {
  if (!Number.isInteger(MaxResults) || MaxResults < 1 || MaxResults > 10_000) {
    throw invalidArgument(`MaxResults must be a whole number from 1 to 10000, but is ${MaxResults}.`);
  }
  if (condition?.ComparisonOperator !== undefined && condition.ComparisonOperator !== 'BEGINS_WITH') {
    throw invalidArgument(`ComparisonOperator must be BEGINS_WITH, but is ${shown(condition.ComparisonOperator)}.`);
  }
  const after = NextToken === undefined ? '' : Buffer.from(NextToken, 'base64url').toString();
  const rest = streams.all().filter(({ name }) => name > after && name.startsWith(condition?.ComparisonValue ?? ''));
  const page = rest.slice(0, MaxResults);
  const last = page.at(-1);
  return {
    StreamInfoList: page.map(streamInfo),
    ...(last && rest.length > page.length && { NextToken: Buffer.from(last.name).toString('base64url') }),
  };
}

function requireVersion(stream: Stream, version: string): void {
  if (version === stream.version) return;
  throw new AwsError(
    'VersionMismatchException',
    `CurrentVersion '${version}' is not the latest version of ${stream.arn}: describe it and try again.`,
  );
}
