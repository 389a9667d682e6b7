// What a case of rotate-channel says.
import type { NamedCase as Named } from '../case-files.ts';
import type { Given } from '../outages.ts';

export interface End {
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly error?: string;
  readonly record: 'ACTIVE' | 'ROTATING' | 'untouched' | 'none';
  readonly channel: 'old' | 'new' | 'of an earlier attempt' | 'another' | 'foreign' | 'none';
  readonly says?: readonly string[];
}

export interface Case extends Given {
  readonly before?: readonly string[];
}

export type NamedCase = Named<Case, End>;
