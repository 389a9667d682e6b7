// Before the tests: synthesizes the CDK app into .assembly, unless that is newer than everything it is made from.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sources = [
  'api',
  'events',
  'statemachines',
  'records',
  'executions',
  'signing',
  'functions',
  'infra',
  'cdk.json',
  'package-lock.json',
  'test/support/assemble.ts',
];

export default function assemble() {
  const stamp = join(root, '.assembly', 'made');
  const made = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (Math.max(...sources.map((source) => newest(join(root, source)))) < made) return;
  const script = join(root, 'test', 'support', 'assemble.ts');
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', script], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('The CDK app could not be synthesized for the tests.');
  writeFileSync(stamp, '');
}

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}
