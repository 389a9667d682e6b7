// What a case of provision-camera says.
import type { Expected, NamedCase as Named } from '../case-files.ts';
import type { Given } from '../outages.ts';
import type { StreamSettings } from './deployed-definition.ts';

export type Standing = 'thing' | 'channel' | 'stream' | 'policy' | 'principal' | 'record';

export interface End {
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly error?: string;
  /** What of the camera's exists at the end. */
  readonly standing: readonly Standing[];
  readonly certificate: 'PENDING_ACTIVATION' | 'ACTIVE' | 'INACTIVE' | 'deleted';
  /** Detail-type of the event, or null when none got through. */
  readonly announced: string | null;
  /** Detail-types of the events that were announced on the way, in their order; none unless given. */
  readonly announces?: readonly string[];
  /** Messages in the dead-letter queue; none unless given. */
  readonly parked?: number;
  /** Sentences or words that the cause contains. */
  readonly says?: readonly string[];
}

export interface Case extends Given, Partial<Omit<End, 'status' | 'error' | 'says'>>, StreamSettings {
  readonly before?: readonly string[];
  /** A state whose output can't be evaluated. */
  readonly unforeseen?: string;
  /** Attempt of the execution, 1 unless given. */
  readonly attempt?: number;
}

export type NamedCase = Named<Case, End>;
export type ExpectedEnd = Expected<End>;
