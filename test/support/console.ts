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

export function startTestConsole({ dataDir }: Lensgate): Promise<TestConsole> {
  return opened(startCommand(['--data-dir', dataDir, 'console', '--port', '0']));
}

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** As it runs for a stack on AWS: found as the AWS SDK finds it, with these credentials. */
export function startTestConsoleOnAws({ client }: Lensgate, credentials: Credentials): Promise<TestConsole> {
  return opened(
    startCommand(['--region', client.region, '--data-dir', '/nonexistent', 'console', '--port', '0'], {
      AWS_ENDPOINT_URL: client.endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
    }),
  );
}

async function opened(command: RunningCommand): Promise<TestConsole> {
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
