// What waits for a person, as the console's backend and its pages exchange it.
import type { Reconciliation } from '../../executions/reconciliation.ts';

export interface DeadLetterQueues {
  readonly queues: readonly DeadLetterQueue[];
}

export interface DeadLetterQueue {
  /** Its logical id in the stack's template. */
  readonly id: string;
  readonly title: string;
  /** What it means that something is there. */
  readonly means: string;
  /** How many, as SQS estimates it. */
  readonly waiting: number;
  /** False where several queues lead here: then messages that were put here directly can't go back together. */
  readonly oneSource: boolean;
  /** The newest redrive of the whole queue. */
  readonly move?: MessageMove;
}

export interface MessageMove {
  readonly status: 'RUNNING' | 'COMPLETED' | 'CANCELLING' | 'CANCELLED' | 'FAILED';
  readonly moved: number;
  /** Of how many; SQS doesn't always say. */
  readonly toMove?: number;
  readonly startedAt: number;
  readonly failure?: string;
}

export interface DeadLetters {
  readonly messages: readonly DeadLetter[];
  /** All, as SQS estimates it. */
  readonly waiting: number;
}

export type DeadLetterKind = 'parked' | 'undelivered' | 'failed' | 'by-hand' | 'unreadable';

export interface DeadLetter {
  readonly id: string;
  readonly kind: DeadLetterKind;
  /** Why it is here. */
  readonly says: string;
  /** What to do before it goes back. */
  readonly next: string;
  readonly sentAt: number;
  /** How often anybody received it: its consumer, and each look of a person. */
  readonly received: number;
  readonly certificateId?: string;
  readonly executionName?: string;
  readonly cameraName?: string;
  /** JSON where it is JSON. What the topic rule wrapped is unwrapped, and no longer in Base64. */
  readonly payload: string;
}

export type PendingLine = { readonly progress: PendingProgress } | { readonly certificate: PendingCertificate };

export interface PendingProgress {
  /** How many certificates of the account were looked at, newest first. */
  readonly looked: number;
  readonly complete: boolean;
  /** Pending, and being registered at this moment. */
  readonly underWay: number;
  /** When the look began. */
  readonly since: number;
}

export type PendingKind = 'running' | 'failed' | 'stopped' | 'parked' | 'unheard' | 'succeeded' | 'unknown';

export interface PendingCertificate {
  readonly certificateId: string;
  readonly createdAt: number;
  readonly kind: PendingKind;
  /** Why it waits. */
  readonly says: string;
  readonly next: string;
  /** Of its newest attempt. */
  readonly executionName?: string;
  readonly cameraName?: string;
  /** Until then a connection of the camera starts no attempt. */
  readonly coolDownUntil?: number;
  readonly canRegisterAgain: boolean;
}

/** Absent: there was no run, or the stack is of a release without the reconciler. */
export interface ReconciliationNews {
  readonly run?: ReconciliationRun;
}

/** The newest run of the reconciler. */
export type ReconciliationRun =
  | { readonly outcome: 'running'; readonly startedAt: number }
  | {
      readonly outcome: 'failed';
      readonly startedAt: number;
      readonly endedAt: number;
      readonly says: string;
    }
  | ({
      readonly outcome: 'succeeded';
      readonly startedAt: number;
      readonly endedAt: number;
    } & Reconciliation);
