// The newest attempt for a certificate: the list of executions knows most of them, and AWS is asked about the others, so many and no more.
import { attemptOf, executionName, newestAttempt } from '../../../executions/attempt.ts';
import { readCause } from '../../../executions/cause.ts';
import type { Execution } from '../../../executions/executions.ts';
import type { ExecutionRow, Status } from '../../api/executions.ts';
import { maskSecrets } from '../../../executions/mask-secrets.ts';
import type { Attempt } from './pending-reason.ts';

export interface NewestAttempts {
  find(certificateId: string): Promise<Attempt | 'none' | 'unasked'>;
  /** What the list has heard since; `before` when that is nothing. Asks nobody. */
  heardSince(certificateId: string, before: Attempt | 'none' | 'unasked'): Attempt | 'none' | 'unasked';
}

export interface AttemptSources {
  row(name: string): ExecutionRow | undefined;
  /** Undefined when there is none of that name. */
  describe(name: string): Promise<Execution | undefined>;
  /** Waits between two descriptions. */
  pause(): Promise<void>;
}

/** `mostDescriptions`: for all `find` together. */
export function openNewestAttempts(sources: AttemptSources, mostDescriptions: number): NewestAttempts {
  let left = mostDescriptions;
  /** Undefined also when no more may be asked. */
  const describe = async (name: string): Promise<Execution | undefined> => {
    if (left === 0) return undefined;
    left--;
    await sources.pause();
    return sources.describe(name);
  };
  const attemptFrom = (name: string, described: Execution): Attempt =>
    readAttempt(name, described, sources.row(name)?.cameraName);
  /** From this number on, as far as the list knows them without a gap. */
  const listedAttempt = (certificateId: string, from: number): Attempt | undefined => {
    let newest: Attempt | undefined;
    for (let number = from; ; number++) {
      const row = sources.row(executionName(certificateId, number));
      if (!row) return newest;
      newest = { ...row, number };
    }
  };
  return {
    async find(certificateId) {
      const listed = listedAttempt(certificateId, 1);
      if (listed?.status === 'RUNNING' || listed?.status === 'SUCCEEDED') return listed;
      if (listed) {
        // The list has only the beginning of a cause, and the end says what to do.
        const described = await describe(listed.name);
        return described ? attemptFrom(listed.name, described) : listed;
      }
      const mayAsk = left > 0;
      const newest = await newestAttempt(certificateId, describe);
      if (newest) return attemptFrom(executionName(certificateId, newest.attempt), newest);
      return mayAsk ? 'none' : 'unasked';
    },
    heardSince(certificateId, before) {
      const number = typeof before === 'string' ? 1 : before.number;
      const now = listedAttempt(certificateId, number);
      if (!now) return before;
      return typeof before !== 'string' && now.number === number && now.status === before.status ? before : now;
    },
  };
}

function readAttempt(name: string, described: Execution, cameraName: string | undefined): Attempt {
  const { status, startDate, stopDate, error, cause } = described;
  return {
    name,
    number: attemptOf(name),
    status: status as Status,
    startedAt: startDate?.getTime() ?? 0,
    ...(stopDate && { stoppedAt: stopDate.getTime() }),
    ...(cameraName !== undefined && { cameraName }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause: maskSecrets(readCause(cause).message)! }),
  };
}
