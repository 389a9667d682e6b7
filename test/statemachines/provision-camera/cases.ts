// The failure cases of provision-camera: how it fails, and how retire-camera undoes what it has made by then.
import { casesOf, readCaseFile, type Expected, type NamedCase as Named } from '../case-files.ts';
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

export const registering = readCaseFile<Case, End>('provision-camera.cases');
export const undoing = readCaseFile<Case, End>('retire-camera.undo.cases');

const patience = { throttled: 10, unavailable: 5 };
const ends = { ends: registering.ends, outages: {}, states: {} };

export const cases: readonly NamedCase[] = casesOf('provision-camera', [registering], patience);
/** Of retire-camera, where it undoes a registration. */
export const undoCases: readonly NamedCase[] = casesOf('retire-camera', [ends, undoing], patience);
