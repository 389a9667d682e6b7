// One thing that the pages may ask for. What may be asked, and how it is answered, stands in the routes.ts of each room.
import type { IncomingMessage } from 'node:http';

/** What a person did or asked for can't be; the message says why. */
export class ImpossibleError extends Error {
  override readonly name = 'ImpossibleError';
}

export interface Asked {
  /** What the groups of the route's path matched. */
  readonly names: readonly string[];
  readonly query: URLSearchParams;
  /** The body. Rejects with ImpossibleError when it is longer than that. */
  readonly bytes: (mostBytes: number) => Promise<Uint8Array>;
  /** UTF-8. Rejects with ImpossibleError when it is longer than that. */
  readonly text: (mostBytes: number) => Promise<string>;
  /** Aborted when the browser has gone. */
  readonly gone: AbortSignal;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: RegExp;
  /** JSON; what comes bit by bit (an async iterable) is sent as JSON lines while it comes. */
  answer(asked: Asked): Promise<unknown>;
}

/** @throws ImpossibleError when it is longer than that */
export async function readBytes(request: IncomingMessage, mostBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new ImpossibleError(`That is more than ${mostBytes.toLocaleString('en')} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export async function readText(request: IncomingMessage, mostBytes: number): Promise<string> {
  const bytes = await readBytes(request, mostBytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ImpossibleError('That is not in UTF-8.');
  }
}
