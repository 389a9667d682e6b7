// The words of a rule's SQL.
import { AwsError } from '../../../core/aws-error.ts';

export interface Token {
  readonly kind: 'word' | 'number' | 'string' | 'symbol' | 'end';
  /** A string's content; anything else as written. */
  readonly text: string;
  /** 1-based, for messages. */
  readonly column: number;
}

const pattern =
  /\s*(?:(?<word>[A-Za-z_][\w]*)|(?<number>-?\d+(?:\.\d+)?)|'(?<string>(?:[^']|'')*)'|(?<symbol><>|<=|>=|[*,.()=<>]))/y;

/** Throws SqlParseException for a character that begins none of the known tokens. */
export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  const text = sql.trimEnd();
  pattern.lastIndex = 0;
  while (pattern.lastIndex < text.length) {
    const begin = pattern.lastIndex;
    const groups = pattern.exec(text)?.groups;
    const column = begin + (/^\s*/.exec(text.slice(begin))?.[0].length ?? 0) + 1;
    if (!groups) throw sqlError(text.slice(column - 1).split(/\s/)[0] ?? '', column);
    const [kind, found] = Object.entries(groups).find(([, value]) => value !== undefined) as [Token['kind'], string];
    tokens.push({ kind, text: kind === 'string' ? found.replaceAll("''", "'") : found, column });
  }
  return [...tokens, { kind: 'end', text: 'the end', column: text.length + 1 }];
}

export function sqlError(token: string, column: number, expected?: string): AwsError {
  const wanted = expected ? `; expected ${expected}` : '; the local cloud knows SELECT … FROM … [WHERE …]';
  return new AwsError(
    'SqlParseException',
    `The rule's SQL is not understood at "${token}" (column ${column})${wanted}`,
  );
}
