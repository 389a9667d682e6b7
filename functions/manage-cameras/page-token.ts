// Where the next page of a user's cameras begins, as the app carries it: opaque, and good for this user and this list only.
import { createHash } from 'node:crypto';
import { isCameraName } from '../../records/camera-name.ts';
import { cameraKey, shareKey, transferKey, type ItemKey } from '../../records/camera-table.ts';

/** By what a user's item about a camera says: that they own it, that it is shared with them, or that they are offered it. */
const keysOf = {
  owned: cameraKey,
  shared: shareKey,
  offered: transferKey,
} as const satisfies Record<string, (cameraName: string, userId: string) => ItemKey>;
type Kind = keyof typeof keysOf;

const isKind = (text: unknown): text is Kind => typeof text === 'string' && Object.hasOwn(keysOf, text);

/** @throws TypeError for a key that no item of this user has */
export function writePageToken({ pk, sk }: ItemKey, userId: string): string {
  const cameraName = pk.slice(cameraKey('').pk.length);
  const kind = (Object.keys(keysOf) as Kind[]).find((kind) => keysOf[kind](cameraName, userId).sk === sk);
  if (kind === undefined) throw new TypeError(`The index of a user's cameras has an item of the sort key ${sk}.`);
  return Buffer.from(JSON.stringify([kind, cameraName, seal(kind, cameraName, userId)])).toString('base64url');
}

/** Null for a token that isn't ours: another user's, another list's, one that somebody changed. */
export function readPageToken(token: string, userId: string): ItemKey | null {
  const [kind, cameraName, sealed] = parse(token);
  if (!isKind(kind) || typeof cameraName !== 'string' || !isCameraName(cameraName)) return null;
  return sealed === seal(kind, cameraName, userId) ? keysOf[kind](cameraName, userId) : null;
}

/**
 * No secret is in it, and none is needed: whoever knows how it is made can only begin their own list elsewhere. The user is never taken
 * from the token, and the key is made anew from what it says.
 */
const seal = (kind: Kind, cameraName: string, userId: string): string =>
  createHash('sha256')
    .update(JSON.stringify(['cameras', userId, kind, cameraName]))
    .digest('base64url')
    .slice(0, 22);

function parse(token: string): readonly unknown[] {
  try {
    const parsed = JSON.parse(Buffer.from(token, 'base64url').toString()) as unknown;
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}
