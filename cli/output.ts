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

/** A bar on a terminal that is written over; silent where there is none. */
export function progressBar(stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stderr): {
  show: (done: number, total: number) => void;
  end: () => void;
} {
  const width = 30;
  return {
    show(done, total) {
      if (!stream.isTTY) return;
      const filled = Math.round((width * done) / total);
      stream.write(`\r[${'#'.repeat(filled)}${' '.repeat(width - filled)}] ${done}/${total}`);
    },
    end() {
      if (stream.isTTY) stream.write('\r\x1b[K');
    },
  };
}
