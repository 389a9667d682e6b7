// Which host a TLS client asks for, read from its first message before anybody answers. [RFC 8446, 4.1.2; RFC 6066, 3]
import type { Socket } from 'node:net';

// One TLS record, header and all; no client splits its greeting further.
const longestHelloBytes = 5 + 16 * 1024;
const handshakeRecord = 22;
const serverNameExtension = 0;
const hostName = 0;

/**
 * Calls `then` with the name in lower case, or with undefined when the client names none or speaks no TLS. What was read is
 * put back: the socket is as if it had just come.
 */
export function readServerName(socket: Socket, then: (name: string | undefined) => void): void {
  const chunks: Buffer[] = [];
  const read = (): void => {
    for (let chunk = socket.read() as Buffer | null; chunk; chunk = socket.read() as Buffer | null) chunks.push(chunk);
    const hello = Buffer.concat(chunks);
    if (!isComplete(hello)) return;
    socket.off('readable', read);
    socket.unshift(hello);
    then(serverNameIn(hello));
  };
  socket.on('readable', read);
}

function isComplete(hello: Buffer): boolean {
  if (hello.length > 0 && hello[0] !== handshakeRecord) return true;
  return hello.length >= longestHelloBytes || (hello.length >= 5 && hello.length >= 5 + hello.readUInt16BE(3));
}

/** `hello` begins with a whole record, or is none. */
export function serverNameIn(hello: Buffer): string | undefined {
  try {
    if (hello[0] !== handshakeRecord) return undefined;
    let at = 5 + 4 + 2 + 32; // record, handshake, version, random
    at += 1 + hello.readUInt8(at); // session id
    at += 2 + hello.readUInt16BE(at); // cipher suites
    at += 1 + hello.readUInt8(at); // compression methods
    const end = at + 2 + hello.readUInt16BE(at);
    at += 2;
    while (at < end) {
      const type = hello.readUInt16BE(at);
      const length = hello.readUInt16BE(at + 2);
      at += 4;
      if (type === serverNameExtension && hello.readUInt8(at + 2) === hostName) {
        return hello.toString('ascii', at + 5, at + 5 + hello.readUInt16BE(at + 3)).toLowerCase();
      }
      at += length;
    }
    return undefined;
  } catch {
    // It says that it is longer than it is.
    return undefined;
  }
}
