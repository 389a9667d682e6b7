// What a role of a template may do, as pairs of action and resource, with intrinsic functions written out as text.
import type { Template } from 'aws-cdk-lib/assertions';
import { resourcesOf } from './synthesized.ts';

export interface Allowed {
  readonly action: string;
  /** `arn:<AWS::Partition>:iot:<AWS::Region>:<AWS::AccountId>:thing/*`, `<LogicalId.Arn>`, an export's name, or `*`. */
  readonly resource: string;
}

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | string[];
  readonly Resource: unknown;
}

export function allowedTo(template: Template, roleLogicalId: string): Allowed[] {
  return documentsOf(template, roleLogicalId).flatMap(({ Statement }) =>
    Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action, Resource }) =>
      list(Action).flatMap((action) => list(Resource).map((resource) => ({ action, resource: text(resource) }))),
    ),
  );
}

function documentsOf(template: Template, role: string): { Statement: Statement[] }[] {
  type Inline = { PolicyDocument: { Statement: Statement[] } };
  const inline = (resourcesOf(template, 'AWS::IAM::Role')[role]!.Properties.Policies ?? []) as Inline[];
  const attached = Object.values(resourcesOf(template, 'AWS::IAM::Policy'))
    .map(({ Properties }) => Properties as unknown as Inline & { Roles: { Ref: string }[] })
    .filter(({ Roles }) => Roles.some(({ Ref }) => Ref === role));
  return [...inline, ...attached].map(({ PolicyDocument }) => PolicyDocument);
}

function list<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[name, argument]] = Object.entries(value as Record<string, unknown>) as [[string, unknown]];
  if (name === 'Ref') return `<${argument as string}>`;
  if (name === 'Fn::GetAtt') return `<${(argument as string[]).join('.')}>`;
  if (name === 'Fn::ImportValue') return text(argument);
  if (name === 'Fn::Join') {
    const [separator, parts] = argument as [string, unknown[]];
    return parts.map(text).join(separator);
  }
  throw new Error(`A policy's resource is written with ${name}, which this test cannot read.`);
}
