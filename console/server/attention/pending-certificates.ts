// A look at all certificates of the account for those that wait for activation: slowly, newest first, told while it goes on, and kept for a while.
import type { Certificate } from '@aws-sdk/client-iot';
import type { PendingLine } from '../../api/attention.ts';
import type { NewestAttempts } from './newest-attempts.ts';
import { pendingReason, type Pending } from './pending-reason.ts';

export interface PendingCertificates {
  /** What is known, then what is found, to the end of the look. Several who read at once share one look. */
  read(gone: AbortSignal): AsyncIterable<PendingLine>;
  /** Who reads next begins a new look. */
  forget(): void;
}

export interface PendingSources {
  readonly now: () => number;
  /** Newest first. */
  list(marker: string | undefined): Promise<{ certificates: readonly Certificate[]; next?: string }>;
  attempts(): NewestAttempts;
  /** Certificates whose registrations lie among the dead letters. */
  parked(): Promise<ReadonlySet<string>>;
  /** Waits between two pages. */
  pause(): Promise<void>;
}

interface Look {
  readonly since: number;
  readonly attempts: NewestAttempts;
  readonly found: (Pending & { readonly seenAt: number })[];
  looked: number;
  end?: 'complete' | { readonly error: unknown };
  /** Resolves when there is more to tell. */
  more: Promise<void>;
}

const goodForMs = 3 * 60_000;

export function openPendingCertificates(sources: PendingSources): PendingCertificates {
  const { now } = sources;
  let look: Look | undefined;
  let readers = 0;

  const begin = (): Look => {
    let resolveMore: () => void = () => undefined;
    const begun: Look = {
      ...{ since: now(), attempts: sources.attempts(), found: [], looked: 0 },
      more: new Promise((resolve) => (resolveMore = resolve)),
    };
    const tell = (): void => {
      const before = resolveMore;
      begun.more = new Promise((resolve) => (resolveMore = resolve));
      before();
    };
    void lookThrough(begun, tell).then(
      (isComplete) => {
        if (isComplete) begun.end = 'complete';
        // Nobody waited for the rest of it.
        else if (look === begun) look = undefined;
        tell();
      },
      (error: unknown) => {
        begun.end = { error };
        if (look === begun) look = undefined;
        tell();
      },
    );
    return begun;
  };

  const lookThrough = async (current: Look, tell: () => void): Promise<boolean> => {
    const parked = await sources.parked();
    let marker: string | undefined;
    do {
      if (readers === 0) return false;
      const page = await sources.list(marker);
      for (const { certificateId = '', status, creationDate } of page.certificates) {
        current.looked++;
        if (status !== 'PENDING_ACTIVATION') continue;
        const attempt = await current.attempts.find(certificateId);
        const createdAt = creationDate?.getTime() ?? 0;
        current.found.push({ certificateId, createdAt, attempt, isParked: parked.has(certificateId), seenAt: now() });
        tell();
      }
      tell();
      marker = page.next;
      if (marker !== undefined) await sources.pause();
    } while (marker !== undefined);
    return true;
  };

  async function* read(gone: AbortSignal): AsyncGenerator<PendingLine> {
    const isOld = look?.end !== undefined && now() - look.since > goodForMs;
    readers++;
    const left = new Promise<void>((resolve) => gone.addEventListener('abort', () => resolve(), { once: true }));
    try {
      const current = look && !isOld ? look : (look = begin());
      let underWay = 0;
      for (let told = 0; !gone.aborted;) {
        const { more, end } = current;
        for (; told < current.found.length; told++) {
          const certificate = reasonNow(current, current.found[told]!);
          if (certificate === 'active') continue;
          if (certificate) yield { certificate };
          else underWay++;
        }
        yield { progress: { looked: current.looked, complete: end === 'complete', underWay, since: current.since } };
        if (end === 'complete') return;
        if (end) throw end.error;
        await Promise.race([more, left]);
      }
    } finally {
      readers--;
    }
  }

  /** By what has been heard of it since it was found. */
  const reasonNow = ({ attempts }: Look, found: Look['found'][number]) => {
    const attempt = attempts.heardSince(found.certificateId, found.attempt);
    const hasSucceeded = typeof attempt !== 'string' && attempt.status === 'SUCCEEDED';
    if (hasSucceeded && (attempt.stoppedAt ?? 0) > found.seenAt) return 'active';
    const isParked = found.isParked && attempt === found.attempt;
    return pendingReason({ ...found, attempt, isParked }, now());
  };

  return { read, forget: () => (look = undefined) };
}
