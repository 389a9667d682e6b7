// Long lists are shown a page at a time; each page says how to get the next one.

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Name of the last row shown, where there are more. */
  readonly after?: string;
}

/** `rows` are in the order of their names. */
export function pageOf<Row>(
  rows: readonly Row[],
  nameOf: (row: Row) => string,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Page<Row> {
  // Not by position: rows come and go between two pages.
  const from = after === undefined ? 0 : rows.findIndex((row) => nameOf(row).localeCompare(after) > 0);
  if (from === -1) return { rows: [] };
  const shown = rows.slice(from, from + limit);
  const last = shown.at(-1);
  return { rows: shown, ...(last !== undefined && from + limit < rows.length && { after: nameOf(last) }) };
}

/** A line below the table, or none. */
export const moreAfter = ({ after }: Page<unknown>): string =>
  after === undefined ? '' : `\n\nThere are more: add --after ${after}`;
