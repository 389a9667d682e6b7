// What a page of the documentation tells people to type, `npx lensgate` and `curl`: each command with its line and its section.
import { readFileSync } from 'node:fs';

export interface DocumentedCommand {
  readonly page: string;
  readonly line: number;
  /** Heading of the section. */
  readonly section: string;
  /** As it stands there, over as many lines as it has. */
  readonly command: string;
}

const inBlock = /^ {4}((?:npx lensgate|curl) .*)/;
const inText = /`(npx lensgate [^`]+)`/g;
// Tables of commands leave out how each begins.
const inTable = /^\| `((?:camera|shares) [^`]+)` \|/;

export function commandsOf(page: string): DocumentedCommand[] {
  const lines = linesOf(page);
  const commands: DocumentedCommand[] = [];
  let section = '';
  lines.forEach((text, index) => {
    section = /^## (.*)/.exec(text)?.[1] ?? section;
    const found = [
      ...(inBlock.test(text)
        ? [wholeCommand(lines, index)]
        : [...text.matchAll(inText)].map(([, command]) => command!)),
      ...[inTable.exec(text)?.[1]].flatMap((command) => (command === undefined ? [] : [`npx lensgate ${command}`])),
    ];
    for (const command of found) commands.push({ page, line: index + 1, section, command });
  });
  return commands;
}

/** The indented lines from the one that begins like this to the end of its block. */
export function blockOf(page: string, beginning: string): string {
  const lines = linesOf(page);
  const first = lines.findIndex((line) => line.startsWith(`    ${beginning}`));
  if (first < 0) throw new Error(`${page} has no block with "${beginning}"`);
  const after = lines.findIndex((line, index) => index > first && !line.startsWith('    '));
  return lines
    .slice(first, after)
    .map((line) => `${line.slice(4)}\n`)
    .join('');
}

const linesOf = (page: string): string[] => readFileSync(page, 'utf8').split('\n');

/** A command goes on after a backslash. */
function wholeCommand(lines: readonly string[], first: number): string {
  let last = first;
  while (lines[last]!.endsWith('\\')) last++;
  return lines
    .slice(first, last + 1)
    .map((line) => line.trim())
    .join('\n');
}
