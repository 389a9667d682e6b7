// One question to AWS whose answer may be "there is none" or "you may not ask": neither ends the examination.
import type { Finding } from './finding.ts';
import { fails, unknown } from './finding.ts';

export type Looked<T> =
  | { readonly found: T }
  | { readonly missing: true }
  /** What to know before this could be asked isn't known. */
  | { readonly unasked: string }
  | { readonly notOffered: string }
  | { readonly denied: string };

const missing = new Set(['ResourceNotFoundException', 'ExecutionDoesNotExist']);
const denied = new Set(['AccessDeniedException', 'UnauthorizedException', 'AccessDenied', 'NotAuthorizedException']);

/** Undefined counts as missing. Outages and mistakes are thrown on. */
export async function look<T>(ask: () => Promise<T | undefined>): Promise<Looked<T>> {
  try {
    const found = await ask();
    return found === undefined ? { missing: true } : { found };
  } catch (error) {
    const { name, message } = error as Error;
    if (missing.has(name)) return { missing: true };
    if (denied.has(name)) return { denied: message };
    if (name === 'NotImplementedException') return { notOffered: message };
    throw error;
  }
}

/** What was found, if it was. */
export function found<T>(looked: Looked<T>): T | undefined {
  return 'found' in looked ? looked.found : undefined;
}

/** The finding for an answer that could not be had; undefined when there is one, be it "none". */
export function withoutAnswer(check: string, looked: Looked<unknown>): Finding | undefined {
  if ('unasked' in looked) return unknown(check, looked.unasked);
  if ('notOffered' in looked) return unknown(check, looked.notOffered);
  if ('denied' in looked) {
    return fails(check, `AWS doesn't let you look: ${looked.denied}`, 'Sign in as somebody who may, with --profile.');
  }
  return undefined;
}
