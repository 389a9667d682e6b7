// Binding a port on loopback, with a sentence instead of a stack when it is taken.
import type { Server } from 'node:net';

export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
  /** EACCES: this user may not bind it. */
  readonly code: 'EADDRINUSE' | 'EACCES';

  constructor(message: string, code: PortInUseError['code']) {
    super(message);
    this.code = code;
  }
}

/** Port 0 asks the system for a free one. Throws PortInUseError. */
export function listen(server: Server, port: number, purpose: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') return reject(error);
      const why = error.code === 'EACCES' ? 'may not be bound by this user' : 'is in use by another program';
      reject(new PortInUseError(`Port ${port}, which ${purpose} need, ${why}.`, error.code));
    });
    // The end of a power cut brings a thousand cameras in one second: let them queue.
    server.listen({ port, host: '127.0.0.1', backlog: 4096 }, resolve);
  });
}
