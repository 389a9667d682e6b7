// The web console of `npm start`: the same command that everybody uses, as a process of its own.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface ConsoleProcess {
  /** Its URL, or a sentence that says why there is none. */
  readonly up: Promise<{ readonly url: string } | { readonly trouble: string }>;
  stop(): Promise<void>;
}

/** 0 for a free port. */
export function startConsole(projectDir: string, dataDir: string, stackName: string, port: number): ConsoleProcess {
  const logFile = join(dataDir, 'logs', 'console.log');
  const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
  const child = spawn(
    process.execPath,
    [
      join(projectDir, 'cli', 'lensgate.js'),
      ...['--data-dir', dataDir, '--stack', stackName, '--json'],
      ...['console', '--port', String(port), '--until-input-ends'],
    ],
    // Its input ends with this process, however that ends.
    { cwd: projectDir, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  let lastOutput = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log.write(chunk);
    lastOutput = chunk.toString().trim();
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const up = new Promise<{ url: string } | { trouble: string }>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { url } = JSON.parse(line) as { url?: string };
      if (url !== undefined) resolve({ url });
    });
    child.once('error', (error) => resolve({ trouble: `The console did not start: ${error.message}` }));
    void closed.then(() => resolve({ trouble: `The console did not start. ${lastOutput}`.trim() }));
  });
  return {
    up,
    async stop() {
      child.kill('SIGTERM');
      await closed;
      await new Promise((resolve) => log.end(resolve));
    },
  };
}
