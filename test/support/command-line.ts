// `lensgate` as a person's shell runs it: a process of its own, with its words and its exit code.
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { testAssembly } from './test-assembly.ts';

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunningCommand {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** What it printed once the text was among it. Rejects when it ends without. */
  printed(text: string | RegExp): Promise<string>;
}

// Nothing of the machine's own AWS configuration.
const withoutAws = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'))),
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
};

export function startCommand(
  args: readonly string[],
  env: Record<string, string> = {},
  input?: string,
): RunningCommand {
  return startProcess([join(testAssembly.projectDir, 'cli', 'lensgate.js'), ...args], env, input);
}

export function lensgateCommand(
  args: readonly string[],
  env: Record<string, string> = {},
  input?: string,
): Promise<Finished> {
  return startCommand(args, env, input).finished;
}

/** `lensgate` against one local cloud. */
export function commandsAgainst({ dataDir }: { readonly dataDir: string }): {
  run: (...args: string[]) => Promise<Finished>;
  /** What it says with --json. Rejects with its words when it ends with another exit code than 0. */
  json: (...args: string[]) => Promise<unknown>;
} {
  const run = (...args: string[]): Promise<Finished> => lensgateCommand(['--data-dir', dataDir, ...args]);
  return {
    run,
    async json(...args) {
      const { code, out, err } = await run(...args, '--json');
      if (code !== 0) throw new Error(err);
      return JSON.parse(out) as unknown;
    },
  };
}

const running = new Set<RunningCommand>();

/** Ends what a failed test has left running. For `afterAll`. */
export async function stopCommands(): Promise<void> {
  await Promise.all([...running].map(({ child, finished }) => (child.kill('SIGTERM'), finished)));
}

/** Any script of the project by node. Without `input` it has no standard input. */
export function startProcess(
  args: readonly string[],
  env: Record<string, string> = {},
  input?: string,
): RunningCommand {
  return start(process.execPath, args, testAssembly.projectDir, env, input);
}

/** What a person types into their shell in that directory. */
export function startInShell(
  script: string,
  options: { readonly cwd: string; readonly env: Record<string, string>; readonly input?: string | undefined },
): RunningCommand {
  return start('bash', ['-c', script], options.cwd, options.env, options.input);
}

function start(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string>,
  input: string | undefined,
): RunningCommand {
  const child = spawn(program, args, {
    cwd,
    env: { ...withoutAws, ...env },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  child.stdin?.end(input);
  let out = '';
  let err = '';
  const looks = new Set<() => void>();
  child.stdout!.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    for (const look of looks) look();
  });
  child.stderr!.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const finished = new Promise<Finished>((resolve) => child.once('close', (code) => resolve({ code, out, err })));
  const command: RunningCommand = {
    child,
    finished,
    printed: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (typeof text === 'string' ? !out.includes(text) : !text.test(out)) return;
          looks.delete(look);
          resolve(out);
        };
        looks.add(look);
        look();
        void finished.then(({ code }) => reject(new Error(`ended with ${code} without ${text}:\n${out}${err}`)));
      }),
  };
  running.add(command);
  void finished.then(() => running.delete(command));
  return command;
}
