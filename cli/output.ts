// What the commands print: text for people, JSON for scripts.

export interface Printer {
  /** The one result of a command. */
  readonly result: (document: unknown, text: string) => void;
  /** One of many things that happen while a command runs. */
  readonly event: (document: Readonly<Record<string, unknown>>, text: string) => void;
}

export function printer(json: boolean): Printer {
  return {
    result: (document, text) => console.log(json ? JSON.stringify(document, null, 2) : text),
    event: (document, text) => console.log(json ? JSON.stringify(document) : text),
  };
}

/** Columns as wide as their longest cell. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A bar on a terminal's error stream that is written over; silent elsewhere. */
export function progressBar(total: number): { advance(done: number): void; end(): void } {
  const width = 30;
  return {
    advance(done) {
      if (!process.stderr.isTTY) return;
      const filled = Math.round((width * done) / Math.max(total, 1));
      process.stderr.write(`\r[${'#'.repeat(filled)}${' '.repeat(width - filled)}] ${done}/${total}`);
    },
    end() {
      if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    },
  };
}
