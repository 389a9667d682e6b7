// How a user is named: by e-mail address, in one spelling.

const longestAddress = 254;
const address = /^[!-~]+$/;
const shape = /^[^@,]+@[^@,]+$/;

/**
 * Trimmed and lower case, or undefined when it isn't one address.
 * ASCII only, and checked before the case is folded: the Kelvin sign becomes a plain "k", and so somebody else's address.
 * No comma: that is how API Gateway joins a header that came twice.
 */
export function normaliseUserId(email: string | undefined): string | undefined {
  const trimmed = email?.trim() ?? '';
  if (trimmed.length > longestAddress || !address.test(trimmed) || !shape.test(trimmed)) return undefined;
  return trimmed.toLowerCase();
}
