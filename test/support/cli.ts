// The command line as a person runs it: a process of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { describeEndpoints, writeEndpoints } from '../../localcloud/endpoints.ts';
import type { Lensgate } from './lensgate.ts';
import { testAssembly } from './test-assembly.ts';

/** So that `lensgate --data-dir` finds the system under test. */
export async function writeTestEndpoints({ cloud: { context }, dataDir }: Lensgate): Promise<void> {
  const { deviceCa } = testAssembly;
  await writeEndpoints(dataDir, await describeEndpoints(context, { deviceCa, sharedSecret: null }));
}

export function spawnLensgate(args: readonly string[], env: NodeJS.ProcessEnv = process.env): ChildProcess {
  const cli = join(testAssembly.projectDir, 'cli', 'lensgate.js');
  return spawn(process.execPath, [cli, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

export function runLensgate(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawnLensgate(args, env);
  let [out, err] = ['', ''];
  child.stdout!.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })));
}
