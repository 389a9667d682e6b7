// How Step Functions spells the members of an API: the accessors of AWS's SDK for Java with a capital first letter. [SFN guide: supported-services-awssdk]

/**
 * `thingName` → `ThingName`, `DBSubnetGroupName` → `DbSubnetGroupName` (a leading acronym is folded),
 * `ChannelARN` → `ChannelARN` (a trailing one stays), `BOOL` → `Bool`, `NULL` → `Nul` (Java reserves null).
 */
export function stepFunctionsName(member: string): string {
  if (member === 'NULL') return 'Nul';
  const capitalized = member.charAt(0).toUpperCase() + member.slice(1);
  return capitalized.replace(
    /^([A-Z])([A-Z]+)(?=[A-Z][a-z]|$)/,
    (_, first: string, rest: string) => first + rest.toLowerCase(),
  );
}
