// Tags: their rules for channels and streams, and the three operations on those of a channel.
import type { Tag } from '@aws-sdk/client-kinesis-video';
import { AwsError } from '../../core/aws-error.ts';
import type { Operations } from '../../core/operation.ts';
import { requestTags, tagKeys } from '../../access/tag-conditions.ts';
import { invalidArgument, requireChannelArn, shown } from './channel.ts';
import type { Channels } from './channels.ts';

const tagsPerResource = 50;
const tagText = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** `present` with `added`. Throws InvalidArgumentException, TagsPerResourceExceededLimitException. */
export function requireTags(present: Readonly<Record<string, string>>, added: readonly Tag[]): Record<string, string> {
  const tags = { ...present };
  for (const { Key: key, Value: value } of added) {
    if (!key || key.length > 128 || !tagText.test(key) || key.toLowerCase().startsWith('aws:')) {
      throw invalidArgument(
        `A tag's Key must be 1 to 128 letters, digits, spaces or _ . : / = + - @ and not begin with aws:, but is ${shown(key)}.`,
      );
    }
    if (value === undefined || value.length > 256 || !tagText.test(value)) {
      throw invalidArgument(
        `The Value of tag ${key} must be up to 256 letters, digits, spaces or _ . : / = + - @, but is ${shown(value)}.`,
      );
    }
    tags[key] = value;
  }
  const count = Object.keys(tags).length;
  if (count > tagsPerResource) {
    throw new AwsError(
      'TagsPerResourceExceededLimitException',
      `A channel or stream may have ${tagsPerResource} tags; this one would have ${count}.`,
    );
  }
  return tags;
}

/** The same for a stream, whose requests carry tags as a map. */
export function requireTagMap(
  present: Readonly<Record<string, string>>,
  added: Readonly<Record<string, string>> | undefined,
): Record<string, string> {
  return requireTags(
    present,
    Object.entries(added ?? {}).map(([Key, Value]) => ({ Key, Value })),
  );
}

/** A list of tags as a map, unchecked. */
export function tagMap(tags: readonly Tag[] | undefined): Record<string, string> {
  return Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
}

export function tagOperations(channels: Channels): Operations<'kinesisvideo'> {
  const find = (arn: string | undefined) => channels.require(channels.withArn(requireChannelArn(arn, 'ResourceARN')));
  return {
    TagResource: {
      permissions: ({ ResourceARN, Tags }) => {
        const permission = channels.permissionOnArn('TagResource', ResourceARN);
        return { ...permission, context: { ...permission.context, ...requestTags(tagMap(Tags)) } };
      },
      async handle({ ResourceARN, Tags }) {
        const channel = find(ResourceARN);
        await channels.tag(channel, requireTags(channel.tags, Tags ?? []));
        return {};
      },
    },

    UntagResource: {
      permissions: ({ ResourceARN, TagKeyList = [] }) => {
        const permission = channels.permissionOnArn('UntagResource', ResourceARN);
        return { ...permission, context: { ...permission.context, ...tagKeys(TagKeyList) } };
      },
      async handle({ ResourceARN, TagKeyList }) {
        const channel = find(ResourceARN);
        const kept = Object.entries(channel.tags).filter(([key]) => !TagKeyList?.includes(key));
        await channels.tag(channel, Object.fromEntries(kept));
        return {};
      },
    },

    ListTagsForResource: {
      permissions: ({ ResourceARN }) => channels.permissionOnArn('ListTagsForResource', ResourceARN),
      // At most 50 tags: always one page.
      handle: async ({ ResourceARN }) => ({ Tags: { ...find(ResourceARN).tags } }),
    },
  };
}
