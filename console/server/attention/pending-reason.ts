// Why a certificate still waits for its activation, in words, and what to do. Pure.
import { coolDownMs, endInWords } from '../../../executions/attempt.ts';
import type { PendingCertificate } from '../../api/attention.ts';
import type { Status } from '../../api/executions.ts';

/** The newest attempt to register it. */
export interface Attempt {
  readonly name: string;
  readonly number: number;
  readonly status: Status;
  readonly startedAt: number;
  readonly stoppedAt?: number;
  readonly cameraName?: string;
  readonly error?: string;
  readonly cause?: string;
}

export interface Pending {
  readonly certificateId: string;
  readonly createdAt: number;
  /** `unasked`: too many wait to ask AWS about each. */
  readonly attempt: Attempt | 'none' | 'unasked';
  /** Its registration lies among the dead letters, for a quota. */
  readonly isParked: boolean;
}

// An event takes its time through the queue, and an execution some seconds.
const freshMs = 60_000;

/** Undefined while nothing is wrong yet: it came just now. */
export function pendingReason(pending: Pending, now: number): PendingCertificate | undefined {
  const { certificateId, createdAt, attempt, isParked } = pending;
  const isFresh = now - createdAt < freshMs;
  const facts = { certificateId, createdAt, canRegisterAgain: false };
  if (attempt === 'unasked') {
    return {
      ...{ ...facts, kind: 'unknown' },
      says: 'What became of its registration was not looked up: too many certificates wait.',
      next: 'Search the executions for its id, or look again when fewer wait.',
    };
  }
  if (attempt === 'none') {
    if (isFresh) return undefined;
    return {
      ...{ ...facts, kind: 'unheard' },
      says: 'No registration was ever started: the event that says so never came, or still waits.',
      next: 'The camera was dropped at its first connection, and AWS IoT publishes the event again at each one: let it connect. If that changes nothing, look at the dead letters, the log of StartProvisioning, and whether the certificate is of a CA of Lensgate: others’ certificates wait here too.',
    };
  }
  const { name: executionName, number, status, stoppedAt, cameraName } = attempt;
  const coolDownUntil = stoppedAt === undefined ? 0 : stoppedAt + coolDownMs(number);
  const about = { ...facts, executionName, ...(cameraName !== undefined && { cameraName }) };
  if (status === 'RUNNING') {
    if (isFresh) return undefined;
    return {
      ...{ ...about, kind: 'running' },
      says: `It is being registered now, by attempt ${number}.`,
      next: 'Its page shows which state it is in, and what that waits for.',
    };
  }
  if (status === 'SUCCEEDED') {
    return {
      ...{ ...about, kind: 'succeeded' },
      says: `Attempt ${number} succeeded, and yet the certificate waits: it was deleted since, and came back with the camera.`,
      next: 'A connection alone starts no other attempt. Examine the camera. "Retiring a camera" in docs/admin.md says how to ask for the next attempt by its number.',
    };
  }
  const failed = { ...about, ...(coolDownUntil > now && { coolDownUntil }), canRegisterAgain: true };
  const says = `Attempt ${number} ${endInWords(attempt)}`;
  if (isParked) {
    return {
      ...{ ...failed, kind: 'parked' },
      says,
      next: `Its registration is parked in the dead letters. Raise the quota, then redrive it: that starts attempt ${number + 1}.`,
    };
  }
  if (status === 'FAILED') {
    const when = coolDownUntil > now ? 'The first connection after the cool-down' : 'The next connection of the camera';
    return {
      ...{ ...failed, kind: 'failed' },
      says,
      next: `${when} starts attempt ${number + 1}. Repaired already? Register it again at once.`,
    };
  }
  return {
    ...{ ...failed, kind: 'stopped' },
    says,
    next: 'It cleaned nothing up. Redrive it on its page, or register it again: that takes over what it left.',
  };
}
