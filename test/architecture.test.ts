// Who may import whom (docs/decisions.md, D31): each folder holds one idea, and dependencies point one way.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from '@jest/globals';

/** The project's folders that a folder's files may import, besides its own. Whoever adds a line here adds a dependency. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  events: [],
  api: ['events'],
  records: ['events', 'executions'],
  executions: ['events'],
  signing: [],
  statemachines: ['events'],
  functions: ['events', 'api', 'records', 'executions', 'signing'],
  infra: ['events', 'api', 'statemachines', 'functions'],
  matroska: [],
  localcloud: ['matroska'],
  camera: ['events', 'signing', 'matroska'],
  cli: ['events', 'records', 'executions', 'camera', 'matroska', 'console', 'client'],
  client: [],
  console: ['events', 'api', 'records', 'executions', 'client'],
};

interface Import {
  readonly from: string;
  /** Relative to the project's root. */
  readonly to: string;
  readonly typeOnly: boolean;
}

const folders = Object.keys(mayImport).filter((folder) => existsSync(folder));

function importsOf(folder: string): Import[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.[cm]?[jt]sx?$/.test(file),
  );
  return files.flatMap((file) => {
    const from = join(folder, file);
    const source = readFileSync(from, 'utf8');
    const found = source.matchAll(
      /^\s*(?:(?:import|export)\s+(type\s)?[^'"();]*?(?:from\s+)?|.*\bimport\()['"](\.[^'"]+)['"]/gm,
    );
    return [...found].map(([, type, path]) => ({
      from,
      to: normalize(join(dirname(from), path!)),
      typeOnly: type !== undefined,
    }));
  });
}

const folderOf = (path: string) => path.split('/')[0]!;

describe.each(folders)('%s', (folder) => {
  it(`imports only from ${['itself', ...mayImport[folder]!].join(', ')}`, () => {
    const allowed = [folder, ...mayImport[folder]!];
    const forbidden = importsOf(folder).filter(({ to }) => !allowed.includes(folderOf(to)));
    expect(forbidden.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });
});

it('cdk.json lists all folders that the app is made from: `npm start` synthesizes when one of them has changed', () => {
  const reached = new Set(['infra']);
  for (const folder of reached) for (const one of mayImport[folder]!) reached.add(one);
  const { watch } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { watch: { include: string[] } };
  expect(watch.include).toEqual([...reached, 'cdk.json', 'package-lock.json'].sort());
});

it('infra knows nothing of the functions but the types of their environments', () => {
  const functions = importsOf('infra').filter(({ to }) => folderOf(to) === 'functions');
  expect(functions).not.toEqual([]);
  expect(functions.filter(({ to, typeOnly }) => !typeOnly || !to.endsWith('/environment.ts'))).toEqual([]);
});

it('functions do not import one another', () => {
  // A function is a folder with an entry; the others hold what several functions need.
  const functionOf = (path: string) => {
    const folder = /^functions\/([^/]+)\//.exec(path)?.[1];
    return folder !== undefined && existsSync(`functions/${folder}/index.ts`) ? folder : undefined;
  };
  const across = importsOf('functions').filter(({ from, to }) => {
    const [importing, imported] = [functionOf(from), functionOf(to)];
    return imported !== undefined && imported !== importing;
  });
  expect(across.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

it('what runs in the browser knows nothing of the backend but what they exchange, and the client that every app has', () => {
  const beyond = importsOf('console').filter(
    ({ from, to }) => from.startsWith('console/web/') && !to.startsWith('console/web/'),
  );
  const allowed = ({ to, typeOnly }: Import) =>
    to === 'client/src/index.ts' || to === 'console/api/operations.ts' || (to.startsWith('console/api/') && typeOnly);
  expect(beyond.filter((it) => !allowed(it))).toEqual([]);
  // The table that both have brings nothing along.
  expect(importsOf('console/api').filter(({ typeOnly }) => !typeOnly)).toEqual([]);
});

it('nobody outside imports the inside of a Lambda', () => {
  // Its environment's type is its face: what a stack must set. What others need of it lies in records/, executions/, signing/ or functions/shared/.
  const insideOfALambda = (path: string) => /^functions\/(?!shared\/)[^/]+\//.test(path);
  const imports = folders.filter((folder) => folder !== 'functions').flatMap(importsOf);
  const inside = imports.filter(({ to }) => insideOfALambda(to) && !to.endsWith('/environment.ts'));
  expect(inside.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

it('no circle of files: whoever reads a file can begin with what it imports', () => {
  // Imports of types count as well. An import whose file isn't imported itself, or leads to a file without imports, is on no circle.
  const withoutEnds = (imports: readonly Import[]): readonly Import[] => {
    const [importing, imported] = [new Set(imports.map(({ from }) => from)), new Set(imports.map(({ to }) => to))];
    const left = imports.filter(({ from, to }) => importing.has(to) && imported.has(from));
    return left.length === imports.length ? left : withoutEnds(left);
  };
  const circles = withoutEnds([...folders, 'bench', 'scripts', 'test'].flatMap(importsOf));
  expect(circles.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});
