// A request's body, as far as it may be long.
import type { IncomingMessage } from 'node:http';
import { ImpossibleError } from './impossible-error.ts';

/** @throws ImpossibleError when it is longer than that */
export async function readBytes(request: IncomingMessage, mostBytes: number): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new ImpossibleError(`That is more than ${mostBytes.toLocaleString('en')} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * The members of an object in JSON; none where it is something else.
 * @throws ImpossibleError when it is longer than that, or not in UTF-8
 */
export async function readMembers(request: IncomingMessage, mostBytes: number): Promise<Record<string, unknown>> {
  const text = textOf(await readBytes(request, mostBytes));
  try {
    return { ...(JSON.parse(text) as object) };
  } catch {
    return {};
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ImpossibleError('That is not in UTF-8.');
  }
}
