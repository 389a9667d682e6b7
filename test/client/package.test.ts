// The package as an app gets it: packed, installed elsewhere, imported, required and type-checked there.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { temporaryDirectory } from '../support/cloud-context.ts';

const directory = await temporaryDirectory();
const app = join(directory.path, 'app');
const packed = join(directory.path, 'client');
const installed = join(app, 'node_modules', '@lensgate', 'client');
const run = (file: string, args: string[], cwd: string): string => execFileSync(file, args, { cwd, encoding: 'utf8' });
let files: string[];

beforeAll(() => {
  for (const name of ['package.json', 'README.md', 'LICENSE']) cpSync(join('client', name), join(packed, name));
  run(process.execPath, ['--import', 'tsx', 'scripts/build-client.ts', join(packed, 'dist')], process.cwd());
  const [pack] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', directory.path], packed)) as [
    { filename: string; files: { path: string }[] },
  ];
  files = pack.files.map(({ path }) => path);
  mkdirSync(installed, { recursive: true });
  run('tar', ['-xzf', join(directory.path, pack.filename), '--strip-components=1', '-C', installed], directory.path);
});
afterAll(() => directory.remove());

it('has the two modules, their types, and nothing else', () => {
  const modules = ['client', 'generated/api', 'index', 'lensgate-error', 'send', 'viewer'];
  const types = modules.flatMap((name) => [`dist/${name}.d.ts`, `dist/${name}.d.cts`]);
  expect(files.sort()).toEqual(
    ['LICENSE', 'README.md', 'package.json', 'dist/index.js', 'dist/index.cjs', ...types].sort(),
  );
});

it.each([
  ['import', ['--input-type=module', '-e', "import { createLensgateClient } from '@lensgate/client'; console.log(typeof createLensgateClient)"]], // prettier-ignore
  ['require', ['-e', "console.log(typeof require('@lensgate/client').createLensgateClient)"]],
])('loads by %s', (_, args) => {
  expect(run(process.execPath, args, app)).toBe('function\n');
});

const use = `import { createLensgateClient, getViewer, LensgateError, type CameraList } from '@lensgate/client';
const client = createLensgateClient({ apiUrl: 'https://api.example', token: () => 'token' });
export const cameras: Promise<CameraList> = client.listCameras();
export const name: Promise<string | undefined> = client.getCamera({ cameraName: 'a' }).then((it) => it.displayName);
// @ts-expect-error: which camera?
void client.getCamera({});
void getViewer(client, 'a').then(({ iceServers }) => new RTCPeerConnection({ iceServers }));
export const status = (error: unknown) => (error instanceof LensgateError ? error.status : undefined);
`;

it.each([
  ['nodenext', 'nodenext', 'use.mts'],
  ['nodenext', 'nodenext', 'use.cts'],
  ['esnext', 'bundler', 'use.ts'],
])('has types that resolve: module %s, resolution %s, %s', (module, moduleResolution, file) => {
  const options = { module, moduleResolution, strict: true, noEmit: true, types: [], lib: ['es2022', 'dom'] };
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: [file] }));
  writeFileSync(join(app, file), use);
  const tsc = join(process.cwd(), 'node_modules', 'typescript', 'bin', 'tsc');
  expect(() => run(process.execPath, [tsc, '-p', app], app)).not.toThrow();
});
