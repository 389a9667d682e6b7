// Which attributes of the camera table a role may name in its requests: what isn't its own it can't overwrite.
import type { Conditions } from './grant.ts';

/**
 * Items of one kind of partition, and of those nothing but the key and these attributes. DynamoDB compares all attributes that a request
 * names, those of its conditions, too: what a role compares it may also write. A request that names none passes, so this is for
 * UpdateItem and the like, and says nothing about what GetItem returns. [DynamoDB: specifying conditions]
 * @param returned without it, a write must not return what else is in the item
 */
export function ownAttributesOf(
  partition: 'camera',
  attributes: readonly string[],
  returned?: 'and reads the whole record',
): Conditions {
  return {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': `${partition}#*` },
    'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk', 'sk', ...attributes] },
    ...(returned === undefined && { StringEqualsIfExists: { 'dynamodb:ReturnValues': 'NONE' } }),
  };
}
