// Sample events, one file each, read anew so that a test may change its own copy.
import { readFileSync } from 'node:fs';

export function sample<Event>(name: string): Event {
  return JSON.parse(readFileSync(new URL(`./samples/${name}.json`, import.meta.url), 'utf8')) as Event;
}
