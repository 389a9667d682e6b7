// A state machine's role as the synthesized template has it, so that a call that the template doesn't allow is missing in the cases, too.
import { readFileSync } from 'node:fs';
import type { PolicyDocument } from '../../localcloud/access/policy.ts';
import { testAssembly } from '../support/test-assembly.ts';

interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Properties?: { PolicyDocument?: unknown; Roles?: { Ref: string }[] } }>
  >;
}

/**
 * The policies of the role whose logical id holds the name, in a stage with streams or without.
 * `arns`: by a part of their logical id, what stands in place of the template's own resources.
 */
export function policiesOfRole(
  name: string,
  arns: Readonly<Record<string, string>>,
  { streams }: { readonly streams: boolean },
): PolicyDocument[] {
  const file = streams ? testAssembly.templateWithStreams : testAssembly.template;
  const { Resources } = JSON.parse(readFileSync(file, 'utf8')) as Template;
  const documents = Object.values(Resources)
    .filter(({ Properties: { PolicyDocument, Roles = [] } = {} }) => PolicyDocument && Roles.some(isNamed))
    .map(({ Properties }) => filledIn(Properties!.PolicyDocument, arns) as PolicyDocument);
  if (documents.length === 0) throw new Error(`${file} has no policy of a role named ${name}.`);
  return documents;

  function isNamed({ Ref }: { readonly Ref: string }): boolean {
    return Ref.includes(name);
  }
}

const pseudoParameters: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
  'AWS::AccountId': '000000000000',
};

/** With the intrinsic functions of CloudFormation written out. */
function filledIn(value: unknown, arns: Readonly<Record<string, string>>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((inner) => filledIn(inner, arns));
  const [[name, argument]] = Object.entries(value) as [[string, unknown]];
  if (name === 'Ref') return pseudoParameters[argument as string] ?? arnOf(argument as string);
  if (name === 'Fn::GetAtt') {
    const [resource, attribute] = argument as [string, string];
    return attribute === 'Name' ? arnOf(resource).split(':').at(-1) : arnOf(resource);
  }
  if (name === 'Fn::ImportValue') return arnOf(argument as string);
  if (name === 'Fn::Join') {
    const [separator, parts] = argument as [string, unknown[]];
    return parts.map((part) => filledIn(part, arns)).join(separator);
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filledIn(inner, arns)]));

  function arnOf(resource: string): string {
    const known = Object.keys(arns).find((part) => resource.includes(part));
    if (known === undefined) throw new Error(`A role allows something on ${resource}: what stands for it here?`);
    return arns[known]!;
  }
}
