// The condition keys that tags set. [IAM: controlling access with tags]
import type { RequestContext } from './patterns.ts';

type Tags = Readonly<Record<string, string>>;

/** `aws:ResourceTag/<key>`: tags that the resource has. */
export function resourceTags(tags: Tags): RequestContext {
  return withPrefix('aws:ResourceTag/', tags);
}

/** `aws:RequestTag/<key>` and `aws:TagKeys`: tags that the request would give to a resource. */
export function requestTags(tags: Tags): RequestContext {
  return { ...withPrefix('aws:RequestTag/', tags), ...tagKeys(Object.keys(tags)) };
}

/** `aws:TagKeys`: keys that the request names; a request without any doesn't have the key at all. */
export function tagKeys(keys: readonly string[]): RequestContext {
  return keys.length > 0 ? { 'aws:TagKeys': keys } : {};
}

function withPrefix(prefix: string, tags: Tags): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [prefix + key, value]));
}
