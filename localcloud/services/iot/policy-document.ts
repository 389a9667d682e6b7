// Whether a text is an IoT policy that the local cloud can evaluate. What it can't is refused when the policy is made, not when a device connects.
import { AwsError } from '../../core/aws-error.ts';
import { conditionsHold } from '../../access/conditions.ts';
import { many, type PolicyDocument, type PolicyStatement } from '../../access/policy.ts';

/** Throws MalformedPolicyException (400) that names what is wrong. */
export function checkPolicyDocument(text: string): PolicyDocument {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw malformed('it is not JSON');
  }
  if (typeof document !== 'object' || document === null || !('Statement' in document)) {
    throw malformed('it has no Statement');
  }
  const statements = many(document.Statement as PolicyStatement | PolicyStatement[]);
  if (statements.length === 0) throw malformed('its Statement is empty');
  for (const statement of statements) checkStatement(statement);
  return document as PolicyDocument;
}

function checkStatement(statement: PolicyStatement): void {
  if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') throw malformed('a statement has no Effect');
  if (statement.Principal !== undefined) throw malformed('a statement has a Principal, which IoT policies have not');
  for (const element of ['Action', 'Resource'] as const) {
    const values: unknown[] = many<unknown>(statement[element]);
    if (values.length === 0) throw malformed(`a statement has no ${element}`);
    if (values.some((value) => typeof value !== 'string')) throw malformed(`an ${element} is not a string`);
  }
  try {
    // An operator that isn't known throws, whatever the context.
    conditionsHold(statement.Condition, {});
  } catch (error) {
    throw malformed((error as Error).message);
  }
}

function malformed(reason: string): AwsError {
  return new AwsError('MalformedPolicyException', `The policy document is malformed: ${reason}`);
}
