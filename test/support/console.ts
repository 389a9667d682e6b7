// The console as `lensgate console` serves it, for a system under test.
import { startCommand, type RunningCommand } from './command-line.ts';
import type { Lensgate } from './lensgate.ts';

export interface TestConsole {
  /** With the token. */
  readonly url: string;
  readonly origin: string;
  readonly command: RunningCommand;
  /** As a browser that has opened the URL. */
  ask(path: string, init?: RequestInit): Promise<Response>;
}

export async function startTestConsole({ dataDir }: Lensgate): Promise<TestConsole> {
  const command = startCommand(['--data-dir', dataDir, 'console', '--port', '0']);
  const url = /http:\S+/.exec(await command.printed(/token=\S+\n/))![0];
  const { origin } = new URL(url);
  const welcome = await fetch(url, { redirect: 'manual' });
  const cookie = welcome.headers.get('set-cookie')!.split(';')[0]!;
  return {
    url,
    origin,
    command,
    ask: (path, init) => fetch(`${origin}${path}`, { ...init, headers: { cookie, origin, ...init?.headers } }),
  };
}
