// What every page is given; it takes what it needs.
import type { About } from '../../api/about.ts';
import type { Live } from './live.ts';

export interface PageProps {
  /** From the path, decoded; empty where the path has none. */
  readonly name: string;
  readonly live: Live;
  /** Undefined until the backend has answered. */
  readonly about: About | undefined;
}
