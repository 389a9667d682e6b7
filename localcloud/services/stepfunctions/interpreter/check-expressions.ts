// Checks every JSONata expression in a field: that it is closed, and that it parses.
import { compile, expressionIn } from './jsonata-expression.ts';
import type { Json } from './json.ts';

export function checkExpressions(
  value: Json | undefined,
  refuse: (message: string, place: string) => void,
  place = '',
): void {
  if (typeof value === 'string') {
    const source = expressionIn(value);
    if (source !== undefined) checkSyntax(source, (message) => refuse(message, place));
    else if (value.trimStart().startsWith('{%') || value.trimEnd().endsWith('%}')) {
      refuse(
        `a JSONata expression begins with {% and ends with %}, with nothing around it: ${value.slice(0, 80)}`,
        place,
      );
    }
  } else if (Array.isArray(value)) {
    value.forEach((element, index) => checkExpressions(element, refuse, `${place}[${index}]`));
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) checkExpressions(member, refuse, `${place}/${key}`);
  }
}

function checkSyntax(source: string, refuse: (message: string) => void): void {
  try {
    compile(source);
  } catch (error) {
    const { code = '', message, position } = error as { code?: string; message: string; position?: number };
    refuse(`the JSONata expression '${source}' is not valid: ${code} ${message} (at character ${position ?? 0})`);
  }
}
