// Who watches, in this tab: a person with a token, as in any app. Tokens are in this page's memory, and nowhere else.
import { useSyncExternalStore } from 'react';
import { createLensgateClient, type LensgateClient } from '../../../client/src/index.ts';
import type { About } from '../../api/about.ts';
import type { IssuedToken } from '../../api/watch.ts';
import { ask } from '../frame/ask.ts';
import { readToken, TokenEndedError, type ReadToken } from './read-token.ts';

export interface Watcher {
  readonly email: string;
  /** Of the token that was pasted; absent where the next one comes by itself. */
  readonly endsAt?: number;
  readonly client: LensgateClient;
}

const spareMs = 60_000;
// A record may hold any text as its owner: there is no token of such a one to ask for.
const address = /^[!-~]+@[!-~]+$/;
// An address, no token: so that a reload shows the same.
const chosenKey = 'lensgate-watching-as';

let chosen = sessionStorage.getItem(chosenKey) ?? undefined;
let pasted: ReadToken | undefined;
let version = 0;
const listeners = new Set<() => void>();

function changed(): void {
  version++;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Where the backend has tokens of anybody. Rejects with its sentence when that is nobody. */
export async function watchAs(address: string): Promise<void> {
  const { email } = await ask('issueToken', { body: { email: address } });
  chosen = email;
  sessionStorage.setItem(chosenKey, email);
  changed();
}

/** Each page's own default again, such as the camera's owner. */
export function watchAsDefault(): void {
  chosen = undefined;
  sessionStorage.removeItem(chosenKey);
  changed();
}

/** Throws an Error with a sentence when it is none, or has ended. */
export function pasteToken(text: string): void {
  pasted = readToken(text, Date.now());
  // Timers don't take longer waits; a token that lives that long is asked again.
  setTimeout(changed, Math.min(pasted.endsAt - Date.now() + 500, 2 ** 31 - 1));
  changed();
}

export function forgetToken(): void {
  pasted = undefined;
  changed();
}

/** The token that was pasted last, when it has ended. */
export const endedToken = (): Pick<ReadToken, 'email' | 'endsAt'> | undefined =>
  pasted && pasted.endsAt <= Date.now() ? pasted : undefined;

export const isChosen = (): boolean => chosen !== undefined;

/** Undefined as long as nobody is. The same object as long as it is the same person with the same token. */
export function useWatcher(tokens: About['tokens'] | undefined, byDefault: string | undefined): Watcher | undefined {
  useSyncExternalStore(subscribe, () => version);
  if (tokens === 'issued-here') {
    const email = chosen ?? byDefault;
    return email === undefined || !address.test(email) ? undefined : remembered(email, () => issued(email));
  }
  if (tokens !== 'pasted' || !pasted || endedToken()) return undefined;
  const given = pasted;
  return remembered(given.token, () => bringing(given));
}

const watchers = new Map<string, Watcher>();

function remembered(key: string, make: () => Watcher): Watcher {
  const watcher = watchers.get(key) ?? make();
  watchers.set(key, watcher);
  return watcher;
}

function issued(email: string): Watcher {
  let last: IssuedToken | undefined;
  let asking: Promise<IssuedToken> | undefined;
  return withToken(email, async () => {
    if (!last || last.expiresAt - Date.now() < spareMs) {
      asking ??= ask('issueToken', { body: { email } }).finally(() => (asking = undefined));
      last = await asking;
    }
    return last.token;
  });
}

const bringing = ({ token, email, endsAt }: ReadToken): Watcher => ({
  ...withToken(email, () => {
    if (endsAt > Date.now()) return token;
    throw new TokenEndedError(`The token of ${email} has ended. Paste another one.`);
  }),
  endsAt,
});

const withToken = (email: string, token: () => string | Promise<string>): Watcher => ({
  email,
  client: createLensgateClient({ apiUrl: `${location.origin}/viewer-api`, token }),
});
