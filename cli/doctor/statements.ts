// What a policy document says to one action, as far as its text tells: for the two policies that AWS has no simulation for.

export interface PolicyStatement {
  readonly Effect?: string;
  readonly Action?: string | string[];
  readonly Resource?: string | string[];
  readonly Principal?: { readonly Service?: string | string[] };
  readonly Condition?: object;
}

export type Effect = 'allow' | 'deny' | 'none' | 'condition';

export function statementsOf(document: string): PolicyStatement[] {
  const { Statement = [] } = JSON.parse(document) as { Statement?: PolicyStatement | PolicyStatement[] };
  return [Statement].flat();
}

/** `condition`: a condition decides, which only AWS evaluates. Without `resource`, statements have none (a role's trust). */
export function effectOf(statements: readonly PolicyStatement[], action: string, resource?: string): Effect {
  const covering = statements.filter(
    ({ Action = [], Resource = [] }) =>
      [Action].flat().some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
      (resource === undefined || [Resource].flat().some((pattern) => matches(pattern, resource))),
  );
  const [certain, conditional] = [covering.filter((one) => !one.Condition), covering.filter((one) => one.Condition)];
  if (certain.some(({ Effect }) => Effect === 'Deny')) return 'deny';
  if (conditional.some(({ Effect }) => Effect === 'Deny')) return 'condition';
  if (certain.length > 0) return 'allow';
  return conditional.length > 0 ? 'condition' : 'none';
}

function matches(pattern: string, text: string): boolean {
  const literal = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(text);
}
