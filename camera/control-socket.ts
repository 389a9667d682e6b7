// The way to a simulated camera's controls from another process: a Unix socket beside its key, one line of JSON each way.
import { chmod, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { relative } from 'node:path';
import type { ControlOutcome, ControlRequest } from './controls.ts';

/** No process runs this camera with this key store. */
export class CameraNotRunningError extends Error {
  override readonly name = 'CameraNotRunningError';
}

const longestLine = 4096;

/**
 * Listens until the signal is aborted; then it resolves, and the socket is gone. Only the key store's owner can use it.
 * Rejects when it can't listen: the path is too long for a socket, or another process runs this camera.
 */
export async function listenForControls(
  path: string,
  handle: (request: ControlRequest) => Promise<ControlOutcome>,
  signal: AbortSignal,
): Promise<void> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    void readLine(socket)
      .then(async (line) => socket.end(`${JSON.stringify(await handle(JSON.parse(line) as ControlRequest))}\n`))
      // What isn't ours is no request; its words are repeated nowhere.
      .catch(() => socket.destroy());
  });
  await listen(server, shortest(path));
  await chmod(path, 0o600);
  await new Promise<void>((resolve) => {
    const stop = (): void => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

/** @throws CameraNotRunningError */
export async function useControls(path: string, request: ControlRequest): Promise<ControlOutcome> {
  const socket = connect(shortest(path));
  try {
    socket.write(`${JSON.stringify(request)}\n`);
    return JSON.parse(await readLine(socket)) as ControlOutcome;
  } catch (error) {
    throw new CameraNotRunningError(`No camera answers at ${path}.`, { cause: error });
  } finally {
    socket.destroy();
  }
}

async function listen(server: Server, path: string): Promise<void> {
  const tryIt = (): Promise<void> =>
    new Promise((resolve, reject) => server.once('error', reject).listen(path, () => resolve()));
  try {
    await tryIt();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    if (await isAnswered(path)) throw new Error('another process runs this camera', { cause: error });
    // Left over by a process that was killed.
    await rm(path, { force: true });
    await tryIt();
  }
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    }).on('error', () => resolve(false));
  });
}

// What is longer is cut off without a word, and the socket lies elsewhere. [macOS, sys/un.h: 104 bytes with the end]
const longestPath = 103;

function shortest(path: string): string {
  const fromHere = relative('', path);
  const shorter = fromHere.length < path.length ? fromHere : path;
  if (Buffer.byteLength(shorter) <= longestPath) return shorter;
  throw new Error(`${path} is too long for a socket: choose a key store with a shorter path`);
}

function readLine(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end >= 0) resolve(text.slice(0, end));
      else if (text.length > longestLine) reject(new Error('the line is too long'));
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the connection was closed')));
  });
}
