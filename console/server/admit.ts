// Who may talk to the backend: a browser on this machine that opened the printed URL once. Everything else is turned away before it is read.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export type Admission =
  | { readonly kind: 'admitted' }
  /** The URL with the token was opened: the cookie is set, and the URL without the token is next. */
  | { readonly kind: 'welcome'; readonly cookie: string }
  | { readonly kind: 'refused'; readonly status: 401 | 403 | 421; readonly error: string };

export interface Doorkeeper {
  /** For the printed URL. */
  readonly token: string;
  admit(request: Pick<IncomingMessage, 'method' | 'url' | 'headers'>): Admission;
}

const refused = (status: 401 | 403 | 421, error: string): Admission => ({ kind: 'refused', status, error });

/** `port` is part of the cookie's name: browsers share cookies between all ports of a host. */
export function openDoorkeeper(port: number): Doorkeeper {
  const token = randomBytes(32).toString('base64url');
  const session = randomBytes(32).toString('base64url');
  const cookieName = `lensgate-console-${port}`;
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  return {
    token,
    admit({ method = 'GET', url = '/', headers }) {
      const { host = '', origin } = headers;
      // A page elsewhere whose name was made to point here would send that name. [DNS rebinding]
      if (!hosts.has(host)) return refused(421, 'The console answers on 127.0.0.1 and localhost only.');
      const changes = method !== 'GET' && method !== 'HEAD';
      if (origin === undefined ? changes : origin !== `http://${host}`) {
        return refused(403, "Only the console's own pages may ask for this.");
      }
      const given = new URL(url, 'http://console').searchParams.get('token');
      if (given !== null && !changes) {
        if (!equal(given, token)) {
          return refused(401, 'This token is not valid (any more). Open the URL that was printed at the last start.');
        }
        return { kind: 'welcome', cookie: `${cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/` };
      }
      const cookie = readCookie(headers.cookie, cookieName);
      if (cookie === undefined || !equal(cookie, session)) {
        return refused(401, 'Open the URL that was printed when the console started: it has the token.');
      }
      return { kind: 'admitted' };
    },
  };
}

/** In constant time, whatever the lengths. */
function equal(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

function readCookie(header: string | undefined, name: string): string | undefined {
  const found = header?.split(/;\s*/).find((pair) => pair.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}
