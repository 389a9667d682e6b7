// `npm start` without npm: the same script in a process of its own.
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Endpoints } from '../../localcloud/endpoints.ts';
import { startProcess, type RunningCommand } from './command-line.ts';
import { testAssembly } from './test-assembly.ts';

/** A data directory as it is after an earlier start: with a device CA, and the app synthesized, which takes most of a start. */
export async function makeDataDir(dataDir: string): Promise<void> {
  await mkdir(dataDir, { mode: 0o700 });
  await writeFile(join(dataDir, 'version'), '1\n');
  const { directory, cloudAssembly } = testAssembly;
  await cp(join(directory, 'device-ca'), join(dataDir, 'device-ca'), { recursive: true });
  await cp(cloudAssembly, join(dataDir, 'assembly'), { recursive: true, preserveTimestamps: true });
}

export function npmStart(dataDir: string, ...options: string[]): RunningCommand {
  const script = join(testAssembly.projectDir, 'localcloud', 'start.ts');
  return startProcess(['--import', 'tsx', script, '--ports', 'auto', '--data-dir', dataDir, ...options]);
}

/** Resolves with what it printed until it was up. */
export const untilUp = (start: RunningCommand): Promise<string> => start.printed('Ctrl-C stops it');

export async function readEndpoints(dataDir: string): Promise<Endpoints> {
  return JSON.parse(await readFile(join(dataDir, 'endpoints.json'), 'utf8')) as Endpoints;
}

export function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
