// The console as `lensgate console` serves it, for a system under test.
import { startCommand, stopCommands, type RunningCommand } from './command-line.ts';
import { startLensgate, type Lensgate } from './lensgate.ts';

export interface TestConsole {
  /** With the token. */
  readonly url: string;
  readonly origin: string;
  readonly command: RunningCommand;
  /** As a browser that has opened the URL. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** What is answered in JSON, whatever its status. */
  json<T>(path: string, init?: RequestInit): Promise<T>;
  /** Server-sent events of that name, as they come. The connection is cut when nobody reads on, or by the signal. */
  events<T>(path: string, name: string, signal?: AbortSignal): AsyncGenerator<T>;
}

export interface SystemWithConsole {
  readonly lensgate: Lensgate;
  readonly web: TestConsole;
  readonly stop: () => Promise<void>;
}

export async function startSystemWithConsole(): Promise<SystemWithConsole> {
  const lensgate = await startLensgate();
  return {
    lensgate,
    web: await startTestConsole(lensgate),
    async stop() {
      await stopCommands();
      await lensgate.stop();
    },
  };
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
  const ask = (path: string, init?: RequestInit): Promise<Response> =>
    fetch(`${origin}${path}`, { ...init, headers: { cookie, origin, ...init?.headers } });
  return {
    url,
    origin,
    command,
    ask,
    json: async <T>(path: string, init?: RequestInit) => (await (await ask(path, init)).json()) as T,
    async *events<T>(path: string, name: string, signal?: AbortSignal) {
      const end = new AbortController();
      const response = await ask(path, { signal: signal ? AbortSignal.any([signal, end.signal]) : end.signal });
      try {
        let text = '';
        for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
          text += chunk;
          const messages = text.split('\n\n');
          text = messages.pop()!;
          for (const message of messages) {
            const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(message) ?? [];
            if (event === name) yield JSON.parse(data!) as T;
          }
        }
      } finally {
        end.abort();
      }
    },
  };
}
