// Which cameras are on the wall. It stands in the address, so that a reload and a shared link show the same.
import type { Camera } from '../../../client/src/index.ts';

/** Each picture is a connection and a decoder of its own. */
export const mostTiles = 16;

export interface WallChoice {
  readonly names: readonly string[];
  /** How many more the address names than a wall has. */
  readonly left: number;
}

const cameraName = /^[a-zA-Z0-9_-]{1,128}$/;

/** Undefined when the address leaves it open. `search`: from the question mark on. */
export function choiceOf(search: string): WallChoice | undefined {
  const named = new URLSearchParams(search).get('cameras');
  if (named === null) return undefined;
  const names = [...new Set(named.split(',').filter((name) => cameraName.test(name)))];
  return { names: names.slice(0, mostTiles), left: Math.max(0, names.length - mostTiles) };
}

export const addressOf = (names: readonly string[]): string => `/watch?cameras=${names.join(',')}`;

/** Whoever is offered a camera may not watch it yet. */
export const mayWatch = ({ role }: Camera): boolean => role === 'OWNER' || role === 'VIEWER';

/** The first ones that are online, behind those that are there: one that goes keeps its place, one that comes gets the next. */
export function growChoice(names: readonly string[], cameras: readonly Camera[]): string[] {
  const online = cameras.filter((camera) => camera.online && mayWatch(camera)).map(({ cameraName: name }) => name);
  return [...new Set([...names, ...online])].slice(0, mostTiles);
}
