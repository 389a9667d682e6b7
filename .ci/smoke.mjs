// What a new user sees: `npm start` comes up, its curl line answers with a viewer URL, Ctrl-C ends it cleanly.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const dataDir = join(mkdtempSync(join(tmpdir(), 'lensgate-smoke-')), 'data');
const started = Date.now();
// A process group of its own, so that the interrupt reaches what a terminal's Ctrl-C would reach.
const npm = spawn('npm', ['start', '--', '--ports', 'auto', '--data-dir', dataDir], {
  detached: true,
  stdio: ['ignore', 'pipe', 'inherit'],
});
const closed = new Promise((resolve) => npm.once('close', resolve));
let failed = false;
try {
  const printed = await untilUp();
  console.log(printed.trim(), `\n(up after ${Date.now() - started} ms)`);
  const mode = statSync(dataDir).mode & 0o777;
  if (mode !== 0o700) throw new Error(`the data directory has mode ${mode.toString(8)}`);
  const { apiUrl } = JSON.parse(readFileSync(join(dataDir, 'endpoints.json'), 'utf8'));
  const [, curl] = /^ {2}(curl .*)$/m.exec(printed) ?? [];
  if (!curl?.includes(apiUrl) || !curl.includes('lensgate')) throw new Error('the curl line is missing');
  const answer = await run('bash', ['-c', curl]);
  const [, consoleUrl] = /^Console: (http:\S+)$/m.exec(printed.trimEnd().split('\n').at(-1)) ?? [];
  const welcome = consoleUrl === undefined ? undefined : await fetch(consoleUrl, { redirect: 'manual' });
  if (welcome?.status !== 303) throw new Error('the last line is not the URL of a console that answers');
  if (!/^wss?:\/\/.*X-Amz-Signature=/.test(JSON.parse(answer).url)) throw new Error('the curl line got no URL');
} catch (error) {
  failed = true;
  console.error(`npm start: ${error.message}`);
}
if (npm.exitCode === null && npm.signalCode === null) process.kill(-npm.pid, 'SIGINT');
// npm ends by the signal itself; what it started takes its time to stop cleanly.
if (!(await groupEnds(30_000))) {
  failed = true;
  console.error('npm start: Ctrl-C did not stop everything within 30 s');
  process.kill(-npm.pid, 'SIGKILL');
}
rmSync(join(dataDir, '..'), { recursive: true, force: true });
process.exitCode = failed ? 1 : 0;

async function groupEnds(withinMs) {
  await closed;
  for (const end = Date.now() + withinMs; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 100))) {
    try {
      process.kill(-npm.pid, 0);
    } catch {
      return true;
    }
  }
  return false;
}

function untilUp() {
  return new Promise((resolve, reject) => {
    let printed = '';
    npm.stdout.on('data', (chunk) => {
      printed += chunk;
      if (/Ctrl-C stops it.*\n\n.+\n/.test(printed)) resolve(printed);
    });
    closed.then((code) => reject(new Error(`it ended with exit code ${code} before it was up\n${printed}`)));
    setTimeout(() => reject(new Error(`it was not up after two minutes\n${printed}`)), 120_000).unref();
  });
}

function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(output) : reject(new Error(`${command} failed: ${code}`))));
  });
}
