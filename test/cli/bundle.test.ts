// `lensgate` as it loads itself: from a bundle that is as new as its sources, or from the sources.
import { cp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { temporaryDirectory } from '../support/cloud-context.ts';
import { startProcess } from '../support/command-line.ts';
import { testAssembly } from '../support/test-assembly.ts';

const { projectDir } = testAssembly;
const copy = (await temporaryDirectory()).path;
await cp(join(projectDir, 'cli'), join(copy, 'cli'), { recursive: true });
for (const name of await readdir(projectDir)) {
  if (name !== 'cli' && !name.startsWith('.')) await symlink(join(projectDir, name), join(copy, name));
}
const words = join(copy, 'cli', 'main.ts');

async function help(): Promise<string> {
  const { code, out, err } = await startProcess([join(copy, 'cli', 'lensgate.js'), '--help']).finished;
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
}

/** Another program's description in the place of its own. */
const describeAs = (description: string): Promise<void> =>
  writeFile(
    words,
    `export const main = async () => process.stdout.write(${JSON.stringify(description)});
     import '../records/camera-name.ts';`,
  );

it('is made at the first command, and again when a source has changed', async () => {
  expect(await help()).toContain('Register, watch and view Lensgate cameras.');
  expect(await readdir(join(copy, '.cli'))).toEqual(['inputs.json', 'main.js']);
  await describeAs('changed');
  expect(await help()).toBe('changed');
});

it('is not made again without need', async () => {
  await writeFile(
    join(copy, '.cli', 'main.js'),
    `export const main = () => process.stdout.write('the bundle itself');`,
  );
  expect(await help()).toBe('the bundle itself');
});

it('is made again when one of its sources is gone', async () => {
  await describeAs('first');
  await writeFile(join(copy, '.cli', 'inputs.json'), JSON.stringify(['cli/gone.ts']));
  expect(await help()).toBe('first');
});

it('is left out where the folder is not to be written into', async () => {
  await rm(join(copy, '.cli'), { recursive: true });
  await writeFile(join(copy, '.cli'), 'a file: nothing can be written below it');
  await describeAs('from the sources');
  expect(await help()).toBe('from the sources');
});
