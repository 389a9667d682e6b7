// The app isn't synthesized again at a start when nothing that it is made from has changed.
import { mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { unlessMadeFrom } from '../../localcloud/start/made-from.ts';
import { temporaryDirectory } from '../support/cloud-context.ts';

let temporary: Awaited<ReturnType<typeof temporaryDirectory>>;
let projectDir: string;
let outDir: string;
beforeAll(async () => void (temporary = await temporaryDirectory()));
afterAll(() => temporary.remove());

const longAgo = new Date(Date.now() - 3_600_000);
let made = 0;
const make = (context: Record<string, string> = {}, outcome: Promise<void> = Promise.resolve()): Promise<void> =>
  unlessMadeFrom(outDir, { projectDir, sources: ['infra', 'cdk.json'], context }, () => (made++, outcome));

let projects = 0;
beforeEach(async () => {
  [projectDir, outDir] = ['project', 'out'].map((name) => join(temporary.path, `${name}-${++projects}`)) as [
    string,
    string,
  ];
  const folder = join(projectDir, 'infra', 'constructs');
  await mkdir(folder, { recursive: true });
  await mkdir(outDir);
  const files = ['infra/app.ts', 'infra/constructs/cameras.ts', 'cdk.json'].map((name) => join(projectDir, name));
  for (const file of files) await writeFile(file, '');
  for (const path of [...files, folder, join(projectDir, 'infra')]) await utimes(path, longAgo, longAgo);
  made = 0;
  await make();
  expect(made).toBe(1);
});

it('not again when all is as it was', async () => {
  await make();
  expect(made).toBe(1);
});

it.each<[string, () => Promise<void>]>([
  ['a source was edited', () => writeFile(join(projectDir, 'infra', 'constructs', 'cameras.ts'), 'export {};')],
  ['a source is new', () => writeFile(join(projectDir, 'infra', 'constructs', 'api.ts'), '')],
  ['a source is gone', () => rm(join(projectDir, 'infra', 'constructs', 'cameras.ts'))],
  ['a listed file was edited', () => writeFile(join(projectDir, 'cdk.json'), '{}')],
  ['it is gone itself', () => rm(join(outDir, 'made-from.json'))],
])('again when %s', async (_, change) => {
  // A file system's clock may be coarser than the time between two lines.
  await utimes(join(outDir, 'made-from.json'), new Date(), new Date(Date.now() - 1000));
  await change();
  await make();
  expect(made).toBe(2);
});

it('again with another context, and with the former one after that', async () => {
  await make({ stage: 'prod' });
  await make();
  expect(made).toBe(3);
});

it("again with another CA's certificate, but not for one that lies elsewhere now", async () => {
  const [one, same, other] = ['one.pem', 'same.pem', 'other.pem'].map((name) => join(temporary.path, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(one, 'a certificate');
  await writeFile(same, 'a certificate');
  await writeFile(other, 'another certificate');
  await make({ deviceCaCertificates: one });
  expect(made).toBe(2);
  await make({ deviceCaCertificates: same });
  expect(made).toBe(2);
  await make({ deviceCaCertificates: other });
  expect(made).toBe(3);
});

it('again after one that failed, whatever was there before', async () => {
  await expect(make({ stage: 'prod' }, Promise.reject(new Error('no such stage')))).rejects.toThrow('no such stage');
  await make();
  expect(made).toBe(3);
});
