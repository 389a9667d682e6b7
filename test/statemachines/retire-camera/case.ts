// What a case of retire-camera says.
import type { NamedCase as Named } from '../case-files.ts';
import type { Given } from '../outages.ts';
import type { Request } from './run-retire-camera.ts';

export interface End {
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly error?: string;
  /** What of the camera exists at the end, as remainsOf calls it. */
  readonly standing: readonly string[];
  readonly certificate: 'ACTIVE' | 'INACTIVE' | 'PENDING_ACTIVATION' | 'deleted';
  /** The record's status, or `none`. REGISTERING: it names the successor. */
  readonly record: string;
  /** `clean`: it says no more than the camera's name. */
  readonly manifest: 'untouched' | 'clean' | 'none';
  /** Whom its tags name, where a camera is replaced, or its recordings are kept. */
  readonly stream?: 'untouched' | 'successors' | 'kept';
  readonly tombstone: boolean;
  readonly announced: boolean;
  readonly says?: readonly string[];
}

export interface Case extends Given, Partial<Omit<End, 'status' | 'error' | 'says'>> {
  readonly before?: readonly string[];
  /** What differs from the usual request of the file. */
  readonly request?: Request;
  readonly media?: 'webrtc' | 'stream' | 'both';
}

export type NamedCase = Named<Case, End>;
