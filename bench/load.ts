// So many requests at a time for some time, over connections that stay open.
import { Agent, get } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface Load {
  readonly requests: number;
  readonly perSecond: number;
  /** Milliseconds, in the order of the answers. */
  readonly latencies: readonly number[];
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Keeps `atATime` requests under way for that long, and waits for the last ones. */
export async function load(atATime: number, forMs: number, request: () => Promise<void>): Promise<Load> {
  const latencies: number[] = [];
  const start = performance.now();
  const worker = async (): Promise<void> => {
    while (performance.now() - start < forMs) {
      const begin = performance.now();
      await request();
      latencies.push(performance.now() - begin);
    }
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  // The server closes a connection that is idle for long, and the next round must not find out.
  agent.destroy();
  const perSecond = (latencies.length * 1000) / (performance.now() - start);
  return { requests: latencies.length, perSecond, latencies };
}

/** The value that this share of all values don't exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}

/** `fetch` would cost more processor time than what it measures. */
export function httpGet(url: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode!, body }));
      response.on('error', reject);
    }).on('error', reject);
  });
}
