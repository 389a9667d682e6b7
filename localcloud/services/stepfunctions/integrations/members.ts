// The members of a structure in AWS's model, under the names that Step Functions gives them.
import type { NormalizedSchema } from '@smithy/core/schema';
import { stepFunctionsName } from './casing.ts';

export interface Member {
  /** As Step Functions spells it. */
  readonly name: string;
  /** As the SDK spells it. */
  readonly sdkName: string;
  readonly schema: NormalizedSchema;
  readonly required: boolean;
}

/** The attribute types that come through an SDK integration unchanged; the others change their names on the way. [aws-sdk-js-v3 #5423] */
const faithfulAttributeTypes = ['S', 'N', 'M', 'L'];

export const isAttributeValue = (schema: NormalizedSchema): boolean =>
  schema.isUnionSchema() && schema.getName() === 'AttributeValue';

export function membersOf(schema: NormalizedSchema): Member[] {
  // A schema is a tuple: kind, namespace, name, traits, member names, member schemas, how many of the members are required (they come first).
  const requiredCount = Number((schema.getSchema() as unknown as unknown[])[6] ?? 0);
  const members = [...schema.structIterator()].map(([sdkName, member], index) => ({
    name: stepFunctionsName(sdkName),
    sdkName,
    schema: member,
    required: index < requiredCount && !member.isIdempotencyToken(),
  }));
  return isAttributeValue(schema) ? members.filter(({ sdkName }) => faithfulAttributeTypes.includes(sdkName)) : members;
}
