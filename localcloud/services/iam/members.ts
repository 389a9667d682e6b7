// Checks of input members, in IAM's words. Patterns and lengths of the API reference.
import { AwsError } from '../../core/aws-error.ts';

interface MemberRule {
  readonly pattern: RegExp;
  readonly maxLength: number;
}

export const roleNameRule: MemberRule = { pattern: /^[\w+=,.@-]+$/, maxLength: 64 };
export const policyNameRule: MemberRule = { pattern: /^[\w+=,.@-]+$/, maxLength: 128 };
export const pathRule: MemberRule = { pattern: /^(\/|\/[\u0021-\u007e]+\/)$/, maxLength: 512 };
export const descriptionRule: MemberRule = { pattern: /^[\t\n\r\u0020-\u007e\u00a1-\u00ff]*$/, maxLength: 1000 };
const document: MemberRule = { pattern: /^[\t\n\r\u0020-\u00ff]+$/, maxLength: 131_072 };

/** The member's value. Throws ValidationError (400) that names the member and the rule it broke. */
export function member(name: string, value: string | undefined, rule: MemberRule = document): string {
  if (!value) throw invalid(`Value at '${name}' failed to satisfy constraint: Member must not be null`);
  if (value.length > rule.maxLength) {
    throw invalid(
      `Value at '${name}' failed to satisfy constraint: Member must have length less than or equal to ${rule.maxLength}`,
    );
  }
  if (rule.pattern.test(value)) return value;
  throw invalid(
    `Value at '${name}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${rule.pattern.source}`,
  );
}

export function checkSessionDuration(seconds: number): number {
  if (Number.isInteger(seconds) && seconds >= 3600 && seconds <= 43_200) return seconds;
  throw invalid(
    `Value '${seconds}' at 'maxSessionDuration' failed to satisfy constraint: Member must be an integer from 3600 to 43200`,
  );
}

/** Throws ValidationError (400) unless there is at least one, each `<service>:<Action>`. */
export function actionNames(names: readonly string[] = []): string[] {
  if (names.length === 0) throw invalid("Value at 'actionNames' failed to satisfy constraint: Member must not be null");
  return names.map((name) => member('actionNames', name, { pattern: /^[\w-]+:[\w*]+$/, maxLength: 128 }));
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationError', `1 validation error detected: ${message}`, { statusCode: 400 });
}
