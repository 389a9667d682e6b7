// Things: a name, attributes and a type. Creating one twice alike is one thing.
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { AttributePayload } from '@aws-sdk/client-iot';
import { AwsError } from '../../core/aws-error.ts';
import { arn, type CloudContext } from '../../core/cloud-context.ts';
import type { IotHandlers } from './handlers.ts';
import {
  alreadyExists,
  attributeNameRule,
  attributeValueRule,
  invalidRequest,
  member,
  notFound,
  page,
  thingNameRule,
} from './members.ts';
import type { ThingRecord } from './records.ts';
import type { IotState } from './state.ts';

export function thingHandlers(cloud: CloudContext, state: IotState): IotHandlers {
  const thingArn = (thingName: string): string => arn(cloud, 'iot', `thing/${thingName}`);
  const find = (thingName: string | undefined): ThingRecord => {
    const thing = state.things.get(member('thingName', thingName, thingNameRule));
    if (!thing) throw notFound(`Thing ${thingName} not found in account ${cloud.accountId}`);
    return thing;
  };
  const usableType = (thingTypeName: string | undefined): string | undefined => {
    if (thingTypeName === undefined) return undefined;
    const thingType = state.thingTypes.get(thingTypeName);
    if (!thingType) throw notFound(`Thing type ${thingTypeName} not found in account ${cloud.accountId}`);
    if (thingType.deprecatedAt) throw invalidRequest(`Thing type ${thingTypeName} is deprecated: no thing can take it`);
    return thingTypeName;
  };

  return {
    async CreateThing(input) {
      const thingName = member('thingName', input.thingName, thingNameRule);
      if (input.billingGroupName) throw invalidRequest('billingGroupName: the local cloud has no billing groups');
      const attributes = newAttributes({}, { ...input.attributePayload, merge: false }, Boolean(input.thingTypeName));
      const existing = state.things.get(thingName);
      if (existing) {
        const same =
          existing.thingTypeName === input.thingTypeName && isDeepStrictEqual(existing.attributes, attributes);
        if (!same) {
          throw alreadyExists(
            `Thing ${thingName} already exists in account with different tags/attributes/thing type`,
            existing.thingId,
            thingArn(thingName),
          );
        }
        return { thingName, thingId: existing.thingId, thingArn: thingArn(thingName) };
      }
      const thingTypeName = usableType(input.thingTypeName);
      const thing: ThingRecord = {
        thingName,
        thingId: randomUUID(),
        attributes,
        version: 1,
        ...(thingTypeName && { thingTypeName }),
      };
      await state.things.put(thingName, thing);
      return { thingName, thingId: thing.thingId, thingArn: thingArn(thingName) };
    },

    async DescribeThing(input) {
      const thing = find(input.thingName);
      return {
        defaultClientId: thing.thingName,
        thingName: thing.thingName,
        thingId: thing.thingId,
        thingArn: thingArn(thing.thingName),
        attributes: { ...thing.attributes },
        version: thing.version,
        ...(thing.thingTypeName && { thingTypeName: thing.thingTypeName }),
      };
    },

    async UpdateThing(input) {
      const thing = find(input.thingName);
      if (input.expectedVersion !== undefined && input.expectedVersion !== thing.version) {
        throw new AwsError(
          'VersionConflictException',
          `Thing ${thing.thingName} has version ${thing.version}, not ${input.expectedVersion}`,
        );
      }
      if (input.removeThingType && input.thingTypeName) {
        throw invalidRequest('removeThingType and thingTypeName exclude each other: give one of them');
      }
      const { thingTypeName: oldType, ...rest } = thing;
      const thingTypeName = input.removeThingType ? undefined : (usableType(input.thingTypeName) ?? oldType);
      const attributes = input.attributePayload
        ? newAttributes(thing.attributes, input.attributePayload, Boolean(thingTypeName))
        : thing.attributes;
      await state.things.put(thing.thingName, {
        ...rest,
        attributes,
        version: thing.version + 1,
        ...(thingTypeName && { thingTypeName }),
      });
      return {};
    },

    async DeleteThing(input) {
      const thingName = member('thingName', input.thingName, thingNameRule);
      const thing = state.things.get(thingName);
      // [API: a thing that doesn't exist is a success]
      if (!thing) return {};
      if (input.expectedVersion !== undefined && input.expectedVersion !== thing.version) {
        throw new AwsError(
          'VersionConflictException',
          `Thing ${thingName} has version ${thing.version}, not ${input.expectedVersion}`,
        );
      }
      if (state.principalsOf(thingName).length > 0) {
        throw invalidRequest(`Cannot delete. Thing ${thingName} is still attached to one or more principals`);
      }
      await Promise.all([state.things.delete(thingName), state.thingPrincipals.delete(thingName)]);
      return {};
    },

    async ListThings(input) {
      const wanted = state.things
        .values()
        .filter((thing) => !input.thingTypeName || thing.thingTypeName === input.thingTypeName)
        .filter((thing) => !input.attributeName || thing.attributes[input.attributeName] === input.attributeValue);
      const { items, next } = page(wanted, input.maxResults, input.nextToken);
      return {
        things: items.map(({ thingName, thingTypeName, attributes, version }) => ({
          thingName,
          thingArn: thingArn(thingName),
          attributes: { ...attributes },
          version,
          ...(thingTypeName && { thingTypeName }),
        })),
        ...(next && { nextToken: next }),
      };
    },
  };
}

// A thing has up to 3 attributes, with a type up to 50. With `merge`, an empty value removes the attribute. [IOT: thing types]
function newAttributes(
  old: Readonly<Record<string, string>>,
  payload: AttributePayload,
  hasType: boolean,
): Record<string, string> {
  const merged: Record<string, string> = payload.merge ? { ...old } : {};
  for (const [name, value] of Object.entries(payload.attributes ?? {})) {
    member('attributePayload.attributes', name, attributeNameRule);
    if (payload.merge && value === '') {
      delete merged[name];
    } else {
      merged[name] = value === '' ? '' : member(`attributePayload.attributes.${name}`, value, attributeValueRule);
    }
  }
  const limit = hasType ? 50 : 3;
  if (Object.keys(merged).length > limit) {
    throw invalidRequest(
      `A thing ${hasType ? 'with' : 'without'} a thing type has at most ${limit} attributes, not ${Object.keys(merged).length}`,
    );
  }
  return merged;
}
