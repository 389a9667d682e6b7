// One question to AWS whose answer may be "there is none" or "you may not ask": neither ends the examination.
import type { Finding } from './finding.ts';
import { unknown } from './finding.ts';

export type Looked<T> =
  | { readonly found: T }
  | { readonly missing: true }
  /** What to know before this could be asked isn't known. */
  | { readonly unasked: string }
  | { readonly notOffered: string }
  /** The permission that the asker lacks, with its resource where AWS tells it. */
  | { readonly denied: string };

const missing = new Set([
  'ResourceNotFoundException',
  'ExecutionDoesNotExist',
  'NoSuchEntityException',
  'NoSuchEntity', // IAM's code, for SDKs that don't know the error's shape
]);
const denied = new Set([
  'AccessDeniedException',
  'AccessDenied',
  'ForbiddenException',
  'NotAuthorizedException',
  'UnauthorizedException',
]);

/** Undefined counts as missing. Outages and mistakes are thrown on. `permission` is what the question needs: `iam:GetRole`. */
export async function look<T>(permission: string, ask: () => Promise<T | undefined>): Promise<Looked<T>> {
  try {
    const found = await ask();
    return found === undefined ? { missing: true } : { found };
  } catch (error) {
    const { name, message } = error as Error;
    if (missing.has(name)) return { missing: true };
    if (denied.has(name)) return { denied: deniedPermission(message) ?? permission };
    if (name === 'NotImplementedException') return { notOffered: message };
    throw error;
  }
}

// "User: … is not authorized to perform: iot:DescribeThing on resource: arn:… because …". Some services say nothing. [AWS: access denied messages]
function deniedPermission(message: string | undefined): string | undefined {
  const [, action, resource] =
    /not authorized to perform: ([\w-]+:\w+)(?: on resource: (\S+))?/.exec(message ?? '') ?? [];
  return resource === undefined ? action : `${action} on ${resource}`;
}

/** What was found, if it was. */
export function found<T>(looked: Looked<T>): T | undefined {
  return 'found' in looked ? looked.found : undefined;
}

/** The finding for an answer that could not be had; undefined when there is one, be it "none". */
export function withoutAnswer(check: string, looked: Looked<unknown>): Finding | undefined {
  if ('unasked' in looked) return unknown(check, looked.unasked);
  if ('notOffered' in looked) return unknown(check, looked.notOffered);
  if ('denied' in looked) return notAllowedToLook(check, looked);
  return undefined;
}

/** Says nothing about the camera, so it is no failure. Undefined when one may look. */
export function notAllowedToLook(check: string, looked: Looked<unknown>): Finding | undefined {
  return 'denied' in looked ? unknown(check, `you lack the permission ${looked.denied}`) : undefined;
}
