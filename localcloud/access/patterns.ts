// Wildcards and policy variables in action and resource patterns. [IAM: policy elements, variables and tags]

/**
 * Whether `value` matches an IAM pattern with `*` (any run of characters) and `?` (any one).
 * `${key}` is replaced by the context's value, literally (its wildcards mean themselves); `${key, 'default'}` has a default;
 * `${*}`, `${?}` and `${$}` are the characters. A pattern with an unknown variable matches nothing.
 */
export function matchesPattern(
  pattern: string,
  value: string,
  context: Readonly<Record<string, string>> = {},
): boolean {
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
export function contextValue(context: Readonly<Record<string, string>>, key: string): string | undefined {
  const exact = context[key];
  if (exact !== undefined) return exact;
  const found = Object.keys(context).find((name) => name.toLowerCase() === key.toLowerCase());
  return found === undefined ? undefined : context[found];
}

function resolveVariable(variable: string, context: Readonly<Record<string, string>>): string | undefined {
  if (variable === '*' || variable === '?' || variable === '$') return variable;
  const [, key, fallback] = /^\s*([^,\s]+)\s*(?:,\s*'([^']*)'\s*)?$/.exec(variable) ?? [];
  return key === undefined ? undefined : (contextValue(context, key) ?? fallback);
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
