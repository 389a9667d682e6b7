// The demo camera of `npm start`: added to the manifest and started with the same command line that everybody uses, as processes of their own.
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const demoCamera = { serialNumber: 'DEMO-0001', cameraName: 'demo-camera', owner: 'demo@example.com' };

/** Resolves when the camera is live. Rejects with the camera's last words when it gives up. */
export async function startDemoCamera(
  projectDir: string,
  dataDir: string,
  signal: AbortSignal,
): Promise<{ stop: () => Promise<void> }> {
  const lensgate = (...args: string[]): ChildProcess =>
    spawn(process.execPath, [join(projectDir, 'cli', 'lensgate.js'), '--data-dir', dataDir, '--json', ...args], {
      cwd: projectDir,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const { serialNumber, cameraName, owner } = demoCamera;
  const log = createWriteStream(join(dataDir, 'logs', 'demo-camera.log'), { flags: 'a', mode: 0o600 });

  const added = lensgate('manifest', 'add', '--serial', serialNumber, '--camera', cameraName, '--owner', owner);
  await ended(added, log, 'could not be added to the manifest');

  const camera = lensgate('camera', 'start', '--serial', serialNumber, '--camera', cameraName);
  const stop = async (): Promise<void> => {
    if (camera.exitCode === null && camera.signalCode === null) {
      const closed = new Promise((resolve) => camera.once('close', resolve));
      camera.kill('SIGTERM');
      await closed;
    }
    log.end();
  };
  const live = new Promise<void>((resolve, reject) => {
    createInterface({ input: camera.stdout! }).on('line', (line) => {
      log.write(`${line}\n`);
      if (line.includes('"type":"went-live"')) resolve();
    });
    signal.addEventListener('abort', () => resolve(), { once: true });
    ended(camera, log, 'ended before it was live').then(() => reject(new Error('The demo camera ended.')), reject);
  });
  try {
    await live;
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

async function ended(child: ChildProcess, log: NodeJS.WritableStream, failure: string): Promise<void> {
  let words = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    log.write(chunk);
    words = (words + chunk.toString()).slice(-2000);
  });
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (exitCode) throw new Error(`The demo camera ${failure}: ${words.trim()}`);
}
