// Wildcards and policy variables in action and resource patterns. [IAM: policy elements, variables and tags]

/** Condition keys and policy variables of a request. A key that has several values at once has a list of them (`aws:TagKeys`). */
export type RequestContext = Readonly<Record<string, string | readonly string[]>>;

/**
 * Whether `value` matches an IAM pattern with `*` (any run of characters) and `?` (any one).
 * `${key}` is replaced by the context's value, literally (its wildcards mean themselves); `${key, 'default'}` has a default;
 * `${*}`, `${?}` and `${$}` are the characters. A pattern with an unknown variable matches nothing.
 */
export function matchesPattern(pattern: string, value: string, context: RequestContext = {}): boolean {
  if (!/[*?$]/.test(pattern)) return pattern === value;
  let source = '';
  for (const part of pattern.split(/(\$\{[^}]*\})/)) {
    if (part.startsWith('${') && part.endsWith('}')) {
      const replacement = resolveVariable(part.slice(2, -1), context);
      if (replacement === undefined) return false;
      source += escape(replacement);
    } else {
      source += part
        .split(/([*?])/)
        .map((piece) => (piece === '*' ? '.*' : piece === '?' ? '.' : escape(piece)))
        .join('');
    }
  }
  return new RegExp(`^${source}$`, 's').test(value);
}

/** Context keys are case-insensitive. */
export function contextValue<T>(context: Readonly<Record<string, T>>, key: string): T | undefined {
  const exact = context[key];
  if (exact !== undefined) return exact;
  const found = Object.keys(context).find((name) => name.toLowerCase() === key.toLowerCase());
  return found === undefined ? undefined : context[found];
}

// A key with several values can be no variable. [IAM: policy elements, variables]
function resolveVariable(variable: string, context: RequestContext): string | undefined {
  if (variable === '*' || variable === '?' || variable === '$') return variable;
  const [, key, fallback] = /^\s*([^,\s]+)\s*(?:,\s*'([^']*)'\s*)?$/.exec(variable) ?? [];
  if (key === undefined) return undefined;
  const value = contextValue(context, key);
  return typeof value === 'string' ? value : fallback;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
