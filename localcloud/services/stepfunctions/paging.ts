// Pages of a list: how many, and a token that says where the next page begins.
import { AwsError } from '../../core/aws-error.ts';

/** AWS's default is 100, its limit 1,000. `list` ties the token to one list (and filter). */
export class Page {
  readonly size: number;
  readonly #list: string;
  readonly #from: number | undefined;

  constructor(
    list: string,
    { maxResults, nextToken }: { maxResults?: number | undefined; nextToken?: string | undefined },
  ) {
    if (maxResults !== undefined && (!Number.isInteger(maxResults) || maxResults < 0 || maxResults > 1000)) {
      throw new AwsError(
        'ValidationException',
        `1 validation error detected: Value '${maxResults}' at 'maxResults' failed to satisfy constraint: Member must have value between 0 and 1000`,
      );
    }
    this.size = maxResults || 100;
    this.#list = list;
    this.#from = nextToken === undefined ? undefined : this.#read(nextToken);
  }

  /** Where the page begins: the token's position, or `first` for the first page. */
  from(first: number): number {
    return this.#from ?? first;
  }

  tokenFor(position: number): string {
    return Buffer.from(JSON.stringify([this.#list, position])).toString('base64url');
  }

  #read(token: string): number {
    try {
      const [list, position] = JSON.parse(Buffer.from(token, 'base64url').toString()) as [string, number];
      if (list === this.#list && Number.isInteger(position)) return position;
    } catch {
      // Not one of our tokens: refused below.
    }
    throw new AwsError('InvalidToken', `Invalid Token: '${token}'`);
  }
}
