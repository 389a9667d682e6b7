// The demo camera of `npm start`: added to the manifest and started with the same command line that everybody uses, as processes of their own.
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const demoCamera = { serialNumber: 'DEMO-0001', cameraName: 'demo-camera', owner: 'demo@example.com' };

export interface DemoCamera {
  /** Undefined once it is live; a sentence that says why not when it has ended, or after a minute of trying. */
  readonly live: Promise<string | undefined>;
  stop(): Promise<void>;
}

const liveWithinMs = 60_000;

/** `media` as `lensgate camera start` takes it; a camera that only records is live once its first fragment is persisted. */
export function startDemoCamera(projectDir: string, dataDir: string, stackName: string, media = 'webrtc'): DemoCamera {
  const logFile = join(dataDir, 'logs', 'demo-camera.log');
  const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
  const liveEvent = media === 'stream' ? 'fragment-persisted' : 'went-live';
  let running: ChildProcess | undefined;
  let closed: Promise<number | null> = Promise.resolve(null);
  let stopped = false;
  let lastOutput = '';

  const lensgate = (args: readonly string[], onLine: (line: string) => void): Promise<number | null> => {
    if (stopped) return closed;
    const options = ['--data-dir', dataDir, '--stack', stackName, '--json'];
    const child = spawn(process.execPath, [join(projectDir, 'cli', 'lensgate.js'), ...options, ...args], {
      cwd: projectDir,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    createInterface({ input: child.stdout }).on('line', onLine);
    child.stderr.on('data', (chunk: Buffer) => {
      log.write(chunk);
      lastOutput = chunk.toString().trim();
    });
    running = child;
    return (closed = new Promise((resolve) => child.once('close', resolve)));
  };
  const run = async (onLive: () => void): Promise<void> => {
    const { serialNumber, cameraName, owner } = demoCamera;
    const entry = ['--serial', serialNumber, '--camera', cameraName];
    if ((await lensgate(['manifest', 'add', ...entry, '--owner', owner], () => undefined)) !== 0) return;
    await lensgate(['camera', 'start', ...entry, '--media', media], (line) => {
      log.write(`${line}\n`);
      if (line.includes(`"type":"${liveEvent}"`)) onLive();
    });
  };

  const live = new Promise<string | undefined>((resolve) => {
    const isNot = (why: string): void =>
      resolve(
        `The demo camera is not live: ${why}\nIts log is ${logFile}; npx lensgate executions list shows what became of its registration.`,
      );
    const timeout = setTimeout(() => isNot(`it has tried for ${liveWithinMs / 1000} seconds.`), liveWithinMs);
    void run(() => resolve(undefined))
      .then(() => isNot(`it ended. ${lastOutput}`.trim()))
      .finally(() => clearTimeout(timeout));
  });
  return {
    live,
    async stop() {
      stopped = true;
      running?.kill('SIGTERM');
      await closed;
      await new Promise((resolve) => log.end(resolve));
    },
  };
}
