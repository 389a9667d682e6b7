// Checks of input members, in AWS's words, and pages of lists.
import { AwsError } from '../../core/aws-error.ts';

export interface MemberRule {
  readonly pattern: RegExp;
  readonly maxLength: number;
}

// Patterns and lengths of the API reference.
export const thingNameRule: MemberRule = { pattern: /^[a-zA-Z0-9:_-]+$/, maxLength: 128 };
export const thingTypeNameRule = thingNameRule;
export const attributeNameRule: MemberRule = { pattern: /^[a-zA-Z0-9_.,@/:#-]+$/, maxLength: 128 };
export const attributeValueRule: MemberRule = { pattern: /^[a-zA-Z0-9_.,@/:#=[\]-]*$/, maxLength: 800 };
export const certificateIdRule: MemberRule = { pattern: /^(0x)?[a-fA-F0-9]+$/, maxLength: 64 };
export const policyNameRule: MemberRule = { pattern: /^[\w+=,.@-]+$/, maxLength: 128 };
export const ruleNameRule: MemberRule = { pattern: /^[a-zA-Z0-9_]+$/, maxLength: 128 };
export const roleAliasRule: MemberRule = { pattern: /^[\w=,@-]+$/, maxLength: 128 };
export const roleArnRule: MemberRule = { pattern: /^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/, maxLength: 2048 };
// [DeleteConnection: clientId]
export const clientIdRule: MemberRule = { pattern: /^[^$].*/s, maxLength: 128 };
export const anyText: MemberRule = { pattern: /^[\s\S]*$/, maxLength: 65_536 };

/** The member's value. Throws InvalidRequestException (400) that names the member and the rule it broke. */
export function member(name: string, value: string | undefined, { pattern, maxLength }: MemberRule): string {
  if (value === undefined || value === '') {
    throw invalidRequest(
      `1 validation error detected: Value at '${name}' failed to satisfy constraint: Member must not be null`,
    );
  }
  if (value.length > maxLength) {
    throw invalidRequest(
      `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: Member must have length less than or equal to ${maxLength}`,
    );
  }
  if (!pattern.test(value)) {
    throw invalidRequest(
      `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern.source}`,
    );
  }
  return value;
}

export function invalidRequest(message: string): AwsError {
  return new AwsError('InvalidRequestException', message);
}

export function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message);
}

export function alreadyExists(message: string, resourceId: string, resourceArn: string): AwsError {
  return new AwsError('ResourceAlreadyExistsException', message, { details: { resourceId, resourceArn } });
}

export interface Page<T> {
  readonly items: T[];
  /** Where the next page begins; undefined on the last one. */
  readonly next: string | undefined;
}

/** One page of `all`; `token` is what the page before gave as `next`. */
export function page<T>(all: readonly T[], size = 25, token?: string): Page<T> {
  const start = token === undefined ? 0 : Number(Buffer.from(token, 'base64url').toString());
  if (!Number.isInteger(start) || start < 0) throw invalidRequest('The token of the next page is invalid');
  const end = start + size;
  return {
    items: all.slice(start, end),
    next: end < all.length ? Buffer.from(String(end)).toString('base64url') : undefined,
  };
}
