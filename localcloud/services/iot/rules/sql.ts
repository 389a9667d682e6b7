// The rule SQL that the local cloud knows: SELECT * or expressions, FROM a topic filter, WHERE comparisons joined by AND and OR.
// Anything else is refused when the rule is created, so that no rule means less here than on AWS.
import { topicFilterFault } from '../topic-filter.ts';
import { sqlError, tokenize, type Token } from './sql-tokens.ts';

export const sqlFunctions = ['topic', 'timestamp', 'newuuid', 'accountid', 'clientid', 'principal', 'sha256'] as const;
export type SqlFunction = (typeof sqlFunctions)[number];
export type Comparison = '=' | '<>' | '<' | '>' | '<=' | '>=';

export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'field'; readonly path: readonly string[] }
  | { readonly kind: 'call'; readonly name: Exclude<SqlFunction, 'sha256'>; readonly argument?: number }
  | { readonly kind: 'hash'; readonly name: 'sha256'; readonly of: Expression }
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression };

export interface RuleQuery {
  /** In order of the text. `*` takes all fields of the payload. */
  readonly select: readonly ('*' | { readonly expression: Expression; readonly name: string })[];
  readonly from: string;
  readonly where?: Expression;
}

const reserved = new Set(['select', 'from', 'where', 'as', 'and', 'or', 'not', 'in', 'exists', 'case', 'value']);
const comparisons: readonly string[] = ['=', '<>', '<', '>', '<=', '>='];

/** Throws SqlParseException (400) that names the token it stumbled over. */
export function parseRuleSql(sql: string): RuleQuery {
  return new Parser(tokenize(sql)).query();
}

class Parser {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  query(): RuleQuery {
    this.#keyword('select');
    const select = [this.#item()];
    while (this.#takeSymbol(',')) select.push(this.#item());
    this.#keyword('from');
    const from = this.#take('string', 'a topic filter in single quotes');
    const fault = topicFilterFault(from.text);
    if (fault) throw sqlError(from.text, from.column, `a topic filter (${fault})`);
    const where = this.#takeKeyword('where') ? this.#or() : undefined;
    if (this.#next.kind !== 'end') throw this.#unexpected('WHERE or the end');
    return { select, from: from.text, ...(where && { where }) };
  }

  #item(): RuleQuery['select'][number] {
    if (this.#takeSymbol('*')) return '*';
    const start = this.#next;
    const expression = this.#operand();
    if (this.#takeKeyword('as')) return { expression, name: this.#take('word', 'an alias').text };
    // Without an alias a field keeps its last name, a function its own. [IOT: SELECT clause]
    if (expression.kind === 'field') return { expression, name: expression.path.at(-1)! };
    if (expression.kind === 'call' || expression.kind === 'hash') return { expression, name: expression.name };
    throw sqlError(start.text, start.column, 'a literal with an alias (AS name)');
  }

  #or(): Expression {
    let left = this.#and();
    while (this.#takeKeyword('or')) left = { kind: 'or', left, right: this.#and() };
    return left;
  }

  #and(): Expression {
    let left = this.#condition();
    while (this.#takeKeyword('and')) left = { kind: 'and', left, right: this.#condition() };
    return left;
  }

  #condition(): Expression {
    if (this.#takeSymbol('(')) {
      const inner = this.#or();
      if (!this.#takeSymbol(')')) throw this.#unexpected(')');
      return inner;
    }
    const left = this.#operand();
    if (this.#next.kind !== 'symbol' || !comparisons.includes(this.#next.text)) return left;
    const operator = this.#advance().text as Comparison;
    return { kind: 'compare', operator, left, right: this.#operand() };
  }

  #operand(): Expression {
    const token = this.#next;
    if (token.kind === 'string') return { kind: 'literal', value: this.#advance().text };
    if (token.kind === 'number') return { kind: 'literal', value: Number(this.#advance().text) };
    if (token.kind !== 'word' || reserved.has(token.text.toLowerCase())) {
      throw this.#unexpected('a field, a literal or a function');
    }
    this.#advance();
    const lower = token.text.toLowerCase();
    if (lower === 'true' || lower === 'false') return { kind: 'literal', value: lower === 'true' };
    if (lower === 'null') return { kind: 'literal', value: null };
    if (this.#takeSymbol('(')) return this.#call(token);
    const path = [token.text];
    while (this.#takeSymbol('.')) path.push(this.#take('word', 'a field').text);
    return { kind: 'field', path };
  }

  #call(token: Token): Expression {
    const name = sqlFunctions.find((known) => known === token.text.toLowerCase());
    if (!name) throw sqlError(token.text, token.column, `one of the functions ${sqlFunctions.join(', ')}`);
    if (name === 'sha256') {
      const of = this.#operand();
      if (!this.#takeSymbol(')')) throw this.#unexpected(')');
      return { kind: 'hash', name, of };
    }
    let argument: number | undefined;
    if (name === 'topic' && this.#next.kind === 'number') {
      const given = this.#advance();
      argument = Number(given.text);
      if (!Number.isInteger(argument) || argument < 1) throw sqlError(given.text, given.column, 'a level, 1 or higher');
    }
    if (!this.#takeSymbol(')')) throw this.#unexpected(')');
    return { kind: 'call', name, ...(argument !== undefined && { argument }) };
  }

  get #next(): Token {
    return this.#tokens[this.#position]!;
  }

  #advance(): Token {
    return this.#tokens[this.#position++]!;
  }

  #take(kind: Token['kind'], expected: string): Token {
    if (this.#next.kind !== kind) throw this.#unexpected(expected);
    return this.#advance();
  }

  #takeSymbol(symbol: string): boolean {
    if (this.#next.kind !== 'symbol' || this.#next.text !== symbol) return false;
    this.#position++;
    return true;
  }

  #takeKeyword(keyword: string): boolean {
    if (this.#next.kind !== 'word' || this.#next.text.toLowerCase() !== keyword) return false;
    this.#position++;
    return true;
  }

  #keyword(keyword: string): void {
    if (!this.#takeKeyword(keyword)) throw this.#unexpected(keyword.toUpperCase());
  }

  #unexpected(expected: string): Error {
    return sqlError(this.#next.text, this.#next.column, expected);
  }
}
