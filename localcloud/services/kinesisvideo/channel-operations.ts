// Create, describe, list, update, delete: the life of a signaling channel. [KVS API reference]
import { AwsError } from '../../core/aws-error.ts';
import type { InputOf, OutputOf } from '../../core/aws-model.ts';
import type { Operations } from '../../core/operation.ts';
import { requestTags } from '../../access/tag-conditions.ts';
import {
  type Channel,
  channelInfo,
  invalidArgument,
  messageTtlSeconds,
  requireChannelArn,
  requireChannelName,
  shown,
} from './channel.ts';
import type { Channels } from './channels.ts';
import type { KinesisVideoQuotas } from './quotas.ts';
import { requireTags, tagMap } from './tags.ts';

export function channelOperations(channels: Channels, quotas: KinesisVideoQuotas): Operations<'kinesisvideo'> {
  return {
    CreateSignalingChannel: {
      permissions: ({ ChannelName, Tags }) => ({
        // The creation time isn't known yet, nor are tags of the channel: only those that the request brings.
        ...channels.permission('CreateSignalingChannel', undefined, ChannelName),
        context: requestTags(tagMap(Tags)),
      }),
      async handle({ ChannelName, ChannelType, SingleMasterConfiguration, Tags }) {
        const name = requireChannelName(ChannelName);
        if (ChannelType === 'FULL_MESH') {
          throw new AwsError('NotImplementedException', 'The local cloud does not imitate FULL_MESH channels.', {
            statusCode: 501,
          });
        }
        if (ChannelType !== undefined && ChannelType !== 'SINGLE_MASTER') {
          throw invalidArgument(`ChannelType must be SINGLE_MASTER or FULL_MESH, but is ${shown(ChannelType)}.`);
        }
        const ttlSeconds = messageTtlSeconds(SingleMasterConfiguration);
        const tags = requireTags({}, Tags ?? []);
        // A channel that is being deleted still holds its name.
        const existing = channels.named(name);
        if (existing) {
          throw new AwsError('ResourceInUseException', `The channel ${name} already exists and is ${existing.status}.`);
        }
        if (channels.size >= quotas.channelsPerAccount) {
          throw new AwsError(
            'AccountChannelLimitExceededException',
            `The account has ${channels.size} signaling channels, as many as it may in this region.`,
          );
        }
        return { ChannelARN: (await channels.create(name, ttlSeconds, tags)).arn };
      },
    },

    DescribeSignalingChannel: {
      permissions: (input) =>
        input.ChannelARN === undefined
          ? channels.permission('DescribeSignalingChannel', channels.named(input.ChannelName ?? ''), input.ChannelName)
          : channels.permissionOnArn('DescribeSignalingChannel', input.ChannelARN),
      handle: async (input) => ({ ChannelInfo: channelInfo(find(channels, input)) }),
    },

    ListSignalingChannels: {
      // [Service Authorization Reference: no resource type]
      permissions: () => ({ action: 'kinesisvideo:ListSignalingChannels', resource: '*' }),
      handle: async (input) => list(channels, input),
    },

    UpdateSignalingChannel: {
      permissions: ({ ChannelARN }) => channels.permissionOnArn('UpdateSignalingChannel', ChannelARN),
      async handle({ ChannelARN, CurrentVersion, SingleMasterConfiguration }) {
        const channel = channels.requireActive(channels.withArn(requireChannelArn(ChannelARN)));
        requireVersion(channel, CurrentVersion ?? '');
        const unchanged = { MessageTtlSeconds: channel.messageTtlSeconds };
        await channels.update(channel, messageTtlSeconds(SingleMasterConfiguration ?? unchanged));
        return {};
      },
    },

    DeleteSignalingChannel: {
      permissions: ({ ChannelARN }) => channels.permissionOnArn('DeleteSignalingChannel', ChannelARN),
      async handle({ ChannelARN, CurrentVersion }) {
        const channel = channels.requireActive(channels.withArn(requireChannelArn(ChannelARN)));
        // Without a version, whatever version is there is deleted.
        if (CurrentVersion !== undefined) requireVersion(channel, CurrentVersion);
        await channels.delete(channel);
        return {};
      },
    },
  };
}

function find(
  channels: Channels,
  { ChannelName, ChannelARN }: InputOf<'kinesisvideo', 'DescribeSignalingChannel'>,
): Channel {
  if (ChannelARN !== undefined) return channels.require(channels.withArn(requireChannelArn(ChannelARN)));
  if (ChannelName === undefined) throw invalidArgument('Either ChannelName or ChannelARN must be given.');
  return channels.require(channels.named(requireChannelName(ChannelName)));
}

function list(
  channels: Channels,
  { MaxResults = 500, NextToken, ChannelNameCondition: condition }: InputOf<'kinesisvideo', 'ListSignalingChannels'>,
): OutputOf<'kinesisvideo', 'ListSignalingChannels'> {
  if (!Number.isInteger(MaxResults) || MaxResults < 1 || MaxResults > 10_000) {
    throw invalidArgument(`MaxResults must be a whole number from 1 to 10000, but is ${MaxResults}.`);
  }
  if (condition?.ComparisonOperator !== undefined && condition.ComparisonOperator !== 'BEGINS_WITH') {
    throw invalidArgument(`ComparisonOperator must be BEGINS_WITH, but is ${shown(condition.ComparisonOperator)}.`);
  }
  const after = NextToken === undefined ? '' : Buffer.from(NextToken, 'base64url').toString();
  const rest = channels.all().filter(({ name }) => name > after && name.startsWith(condition?.ComparisonValue ?? ''));
  const page = rest.slice(0, MaxResults);
  const last = page.at(-1);
  return {
    ChannelInfoList: page.map(channelInfo),
    ...(last && rest.length > page.length && { NextToken: Buffer.from(last.name).toString('base64url') }),
  };
}

function requireVersion(channel: Channel, version: string): void {
  if (version === channel.version) return;
  throw new AwsError(
    'VersionMismatchException',
    `CurrentVersion '${version}' is not the latest version of ${channel.arn}: describe it and try again.`,
  );
}
