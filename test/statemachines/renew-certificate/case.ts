// What a case of renew-certificate says.
import type { NamedCase as Named } from '../case-files.ts';
import type { Given } from '../outages.ts';

export interface End {
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly error?: string;
  /** Which certificate is in service: `untouched` if nothing at all has changed. */
  readonly certificate: 'old' | 'new' | 'untouched';
  /** What else the record names; nothing unless given. */
  readonly names?: 'next' | 'former';
  /** What doesn't carry the certificate that is in service. */
  readonly unmarked?: readonly ('thing' | 'channel' | 'stream')[];
  /** What TellCamera was asked for, in its order; the same again and again stands once. */
  readonly told: readonly string[];
  /** CertificateRenewed. */
  readonly announced?: boolean;
  /** Seconds that it takes at least. */
  readonly lasts?: number;
  readonly says?: readonly string[];
}

export interface Case extends Given, Partial<Omit<End, 'status' | 'error' | 'says'>> {
  readonly before?: readonly string[];
  /** By Task: what happens before it is called for the first time. */
  readonly meanwhile?: Readonly<Record<string, string>>;
  /** The how-many-th telling of its new certificate makes it connect, counted from 1; 0: none does. */
  readonly hears?: number;
  readonly resumes?: boolean;
  readonly media?: 'webrtc' | 'both';
}

export type NamedCase = Named<Case, End>;
