// Tags of a stream: a map, where those of a channel are a list. [KVS API: TagStream]
import type { Operations } from '../../../core/operation.ts';
import { requestTags, tagKeys } from '../../../access/tag-conditions.ts';
import { requireTagMap } from '../tags.ts';
import type { Streams } from './streams.ts';

export function streamTagOperations(streams: Streams): Operations<'kinesisvideo'> {
  return {
    TagStream: {
      permissions: ({ Tags = {}, ...reference }) => {
        const permission = streams.permission('TagStream', reference);
        return { ...permission, context: { ...permission.context, ...requestTags(Tags) } };
      },
      async handle({ Tags, ...reference }) {
        const stream = streams.find(reference);
        await streams.tag(stream, requireTagMap(stream.tags, Tags));
        return {};
      },
    },

    UntagStream: {
      permissions: ({ TagKeyList = [], ...reference }) => {
        const permission = streams.permission('UntagStream', reference);
        return { ...permission, context: { ...permission.context, ...tagKeys(TagKeyList) } };
      },
      async handle({ TagKeyList, ...reference }) {
        const stream = streams.find(reference);
        const kept = Object.entries(stream.tags).filter(([key]) => !TagKeyList?.includes(key));
        await streams.tag(stream, Object.fromEntries(kept));
        return {};
      },
    },

    ListTagsForStream: {
      permissions: (input) => streams.permission('ListTagsForStream', input),
      // At most 50 tags: always one page.
      handle: async (input) => ({ Tags: { ...streams.find(input).tags } }),
    },
  };
}
