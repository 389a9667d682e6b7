// Before the tests: synthesizes the CDK app into .assembly, unless that is newer than everything it is made from.
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tsImport } from 'tsx/esm/api';

const root = fileURLToPath(new URL('../..', import.meta.url));
export default async function assemble() {
  const stamp = join(root, '.assembly', 'made');
  const made = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const { newestChange } = await tsImport('../../localcloud/start/made-from.ts', import.meta.url);
  const { watch } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'));
  if ((await newestChange(root, [...watch.include, 'test/support/assemble.ts'])) < made) return;
  const script = join(root, 'test', 'support', 'assemble.ts');
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', script], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('The CDK app could not be synthesized for the tests.');
  writeFileSync(stamp, '');
}
