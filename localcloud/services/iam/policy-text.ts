// Whether a text is a policy document, for a role's permissions or for its trust, that the local cloud can evaluate.
import { AwsError } from '../../core/aws-error.ts';
import { conditionsHold } from '../../access/conditions.ts';
import { many, type PolicyDocument, type PolicyStatement } from '../../access/policy.ts';

/** Throws MalformedPolicyDocument (400) in IAM's words where they are known. */
export function parsePolicy(text: string): PolicyDocument {
  return parse(text, (statement) => {
    if (statement.Principal !== undefined) throw malformed('Policy document should not specify a principal.');
    if (statement.Resource === undefined && statement.NotResource === undefined) {
      throw malformed('Policy statement must contain resources.');
    }
  });
}

/** A trust policy: who may assume the role. Throws MalformedPolicyDocument (400). */
export function parseTrust(text: string): PolicyDocument {
  return parse(text, (statement) => {
    if (statement.Resource !== undefined || statement.NotResource !== undefined) {
      throw malformed('Has prohibited field Resource');
    }
    if (statement.Principal === undefined) throw malformed('Missing required field Principal');
  });
}

function parse(text: string, check: (statement: PolicyStatement) => void): PolicyDocument {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw malformed('This policy contains invalid Json');
  }
  if (typeof document !== 'object' || document === null || !('Statement' in document)) {
    throw malformed('Missing required field Statement');
  }
  for (const statement of many(document.Statement as PolicyStatement | PolicyStatement[])) {
    if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') throw malformed('Missing required field Effect');
    if (statement.Action === undefined && statement.NotAction === undefined) {
      throw malformed('Policy statement must contain actions.');
    }
    check(statement);
    try {
      // An operator that isn't known throws, whatever the context.
      conditionsHold(statement.Condition, {});
    } catch (error) {
      throw malformed((error as Error).message);
    }
  }
  return document as PolicyDocument;
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicyDocumentException', message);
}
