// Thing types: made once, deprecated before they are deleted.
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { arn, type CloudContext } from '../../core/cloud-context.ts';
import type { IotHandlers } from './handlers.ts';
import { alreadyExists, invalidRequest, member, notFound, page, thingTypeNameRule } from './members.ts';
import type { ThingTypeRecord } from './records.ts';
import type { IotState } from './state.ts';

const deprecationMs = 5 * 60 * 1000;

export function thingTypeHandlers(cloud: CloudContext, state: IotState): IotHandlers {
  const thingTypeArn = (name: string): string => arn(cloud, 'iot', `thingtype/${name}`);
  const find = (name: string | undefined): ThingTypeRecord => {
    const found = state.thingTypes.get(member('thingTypeName', name, thingTypeNameRule));
    if (!found) throw notFound(`Thing type ${name} not found in account ${cloud.accountId}`);
    return found;
  };
  const describe = (record: ThingTypeRecord) => ({
    thingTypeName: record.thingTypeName,
    thingTypeArn: thingTypeArn(record.thingTypeName),
    thingTypeProperties: {
      ...(record.description !== undefined && { thingTypeDescription: record.description }),
      searchableAttributes: [...record.searchableAttributes],
    },
    thingTypeMetadata: {
      deprecated: record.deprecatedAt !== undefined,
      creationDate: new Date(record.createdAt),
      ...(record.deprecatedAt !== undefined && { deprecationDate: new Date(record.deprecatedAt) }),
    },
  });

  return {
    async CreateThingType(input) {
      const thingTypeName = member('thingTypeName', input.thingTypeName, thingTypeNameRule);
      const searchableAttributes = input.thingTypeProperties?.searchableAttributes ?? [];
      const description = input.thingTypeProperties?.thingTypeDescription;
      if (searchableAttributes.length > 3) throw invalidRequest('A thing type has at most 3 searchable attributes');
      const existing = state.thingTypes.get(thingTypeName);
      if (existing) {
        if (
          existing.description !== description ||
          !isDeepStrictEqual(existing.searchableAttributes, searchableAttributes)
        ) {
          throw alreadyExists(
            `Thing type ${thingTypeName} already exists in account with different properties`,
            existing.thingTypeId,
            thingTypeArn(thingTypeName),
          );
        }
        return { thingTypeName, thingTypeArn: thingTypeArn(thingTypeName), thingTypeId: existing.thingTypeId };
      }
      const record: ThingTypeRecord = {
        thingTypeName,
        thingTypeId: randomUUID(),
        searchableAttributes,
        createdAt: cloud.clock.now(),
        ...(description !== undefined && { description }),
      };
      await state.thingTypes.put(thingTypeName, record);
      return { thingTypeName, thingTypeArn: thingTypeArn(thingTypeName), thingTypeId: record.thingTypeId };
    },

    async DescribeThingType(input) {
      const record = find(input.thingTypeName);
      return { ...describe(record), thingTypeId: record.thingTypeId };
    },

    async DeprecateThingType(input) {
      const { deprecatedAt, ...record } = find(input.thingTypeName);
      await state.thingTypes.put(
        record.thingTypeName,
        input.undoDeprecate ? record : { ...record, deprecatedAt: deprecatedAt ?? cloud.clock.now() },
      );
      return {};
    },

    async DeleteThingType(input) {
      const { thingTypeName, deprecatedAt } = find(input.thingTypeName);
      // [API: deprecate first, then wait five minutes]
      if (deprecatedAt === undefined || cloud.clock.now() - deprecatedAt < deprecationMs) {
        throw invalidRequest(
          `Thing type ${thingTypeName} cannot be deleted: deprecate it first and wait 5 minutes after that`,
        );
      }
      if (state.things.values().some((thing) => thing.thingTypeName === thingTypeName)) {
        throw invalidRequest(`Thing type ${thingTypeName} cannot be deleted: things still have this type`);
      }
      await state.thingTypes.delete(thingTypeName);
      return {};
    },

    async ListThingTypes(input) {
      const wanted = state.thingTypes
        .values()
        .filter(({ thingTypeName }) => !input.thingTypeName || thingTypeName === input.thingTypeName);
      const { items, next } = page(wanted, input.maxResults, input.nextToken);
      return { thingTypes: items.map(describe), ...(next && { nextToken: next }) };
    },
  };
}
