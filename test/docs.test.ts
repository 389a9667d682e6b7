// The documentation names what there is: files, commands and their options, npm scripts, ports.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readDefinition } from '../statemachines/read-definition.ts';

const folders = readdirSync('.', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
  .map(({ name }) => name);

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'localcloud/README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

const helps = JSON.parse(
  execFileSync(process.execPath, ['--import', 'tsx', 'test/support/lensgate-help.ts'], { encoding: 'utf8' }),
) as Record<string, string>;

const textOf = (page: string): string => readFileSync(page, 'utf8');
const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found]) => found!);

/** GitHub's anchor of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

describe.each(pages)('%s', (page) => {
  const text = textOf(page);

  it('links to files and headings that exist', () => {
    const links = matches(text, /\]\(([^)\s]+)\)/g).filter((link) => !/^[a-z]+:/.test(link));
    const dead = links.filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : normalize(join(dirname(page), path));
      if (!existsSync(target)) return true;
      return (
        anchor !== undefined &&
        !matches(textOf(target), /^#+ (.+)$/gm)
          .map(anchorOf)
          .includes(anchor)
      );
    });
    expect(dead).toEqual([]);
  });

  it('names paths that exist', () => {
    const paths = matches(text, /`([\w.-]+\/[\w./*-]*)`/g).filter((path) => folders.includes(path.split('/')[0]!));
    expect(paths.filter((path) => !isThere(path))).toEqual([]);
  });

  it('names npm scripts that exist', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const named = [...matches(text, /npm run ([\w:-]+)/g), ...matches(text, /npm (start|test)\b/g)];
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it("names commands and options that lensgate's own help knows", () => {
    const calls = matches(text, /npx lensgate ((?:[^\n`|]|\\\n)+)/g).map((call) =>
      call.replace(/\\\n|#.*$/g, ' ').trim(),
    );
    expect(calls.flatMap(unknownIn)).toEqual([]);
  });
});

/** A path, or one whose last part has a `*`. */
function isThere(path: string): boolean {
  if (!path.includes('*')) return existsSync(path);
  const name = new RegExp(`^${path.split('/').at(-1)!.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
  return existsSync(dirname(path)) && readdirSync(dirname(path)).some((entry) => name.test(entry));
}

/** What of `manifest add --serial SN-0001 …` the command line doesn't know. */
function unknownIn(call: string): string[] {
  const words = call.split(/\s+/);
  const options = words.filter((word) => word.startsWith('--'));
  const command = words.filter((_, index) => words.slice(0, index + 1).join(' ') in helps);
  const help = helps[command.join(' ')]!;
  // A group of commands, such as `manifest`, does nothing by itself.
  if (help.includes('\nCommands:\n') && !options.includes('--help')) return [call];
  return options
    .filter((option) => !`${help}${helps['']}`.includes(`${option} `))
    .map((option) => `${option} in: ${call}`);
}

it('the documented ports are those that the local cloud listens on', async () => {
  const { fixedPorts } = await import('../localcloud/ports.ts');
  const named = matches(textOf('localcloud/README.md'), /^\| (\d{4}) \|/gm).map(Number);
  expect(named.sort()).toEqual(Object.values(fixedPorts).sort());
});

it('the list of refusals is that of identify-camera', () => {
  const refusals = matches(textOf('functions/identify-camera/refusals.ts'), /^export class (\w+Error)/gm);
  const documented = matches(textOf('docs/admin.md'), /^\| `(\w+Error)` \|/gm);
  expect(refusals).not.toEqual([]);
  expect(documented).toEqual(expect.arrayContaining(refusals));
});

it("the list of failures has each of the workflow's own", () => {
  const own = matches(JSON.stringify(readDefinition('provision-camera')), /"[Ee]rror":"([A-Za-z]\w+)"/g);
  const admin = textOf('docs/admin.md');
  expect(own).not.toEqual([]);
  expect(own.filter((name) => !admin.includes(`\`${name}\``))).toEqual([]);
});
