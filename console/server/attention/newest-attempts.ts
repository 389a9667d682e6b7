// The newest attempt for a certificate: the list of executions knows most of them, and AWS is asked about the others, so many and no more.
import type { DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import { executionName } from '../../../executions/attempt.ts';
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
  describe(name: string): Promise<DescribeExecutionOutput | undefined>;
  /** Waits between two descriptions. */
  pause(): Promise<void>;
}

/** `mostDescriptions`: for all `find` together. */
export function openNewestAttempts(sources: AttemptSources, mostDescriptions: number): NewestAttempts {
  let left = mostDescriptions;
  const describe = async (certificateId: string, number: number): Promise<Attempt | undefined> => {
    left--;
    await sources.pause();
    const name = executionName(certificateId, number);
    const found = await sources.describe(name);
    return found && attemptOf(name, number, found, sources.row(name)?.cameraName);
  };
  /** From this number on, as far as the list knows them without a gap. */
  const known = (certificateId: string, from: number): Attempt | undefined => {
    let newest: Attempt | undefined;
    for (let number = from; ; number++) {
      const row = sources.row(executionName(certificateId, number));
      if (!row) return newest;
      newest = { ...row, number };
    }
  };
  return {
    async find(certificateId) {
      const listed = known(certificateId, 1);
      // The list has only the beginning of a cause, and the end says what to do.
      if (listed?.status === 'RUNNING' || listed?.status === 'SUCCEEDED') return listed;
      let newest = listed;
      for (let number = listed?.number ?? 1; left > 0; number++) {
        const described = await describe(certificateId, number);
        if (!described) return newest ?? 'none';
        newest = described;
        if (listed) return newest;
      }
      return newest ?? 'unasked';
    },
    heardSince(certificateId, before) {
      const number = typeof before === 'string' ? 1 : before.number;
      const now = known(certificateId, number);
      if (!now) return before;
      return typeof before !== 'string' && now.number === number && now.status === before.status ? before : now;
    },
  };
}

function attemptOf(name: string, number: number, found: DescribeExecutionOutput, cameraName?: string): Attempt {
  const { status, startDate, stopDate, error, cause } = found;
  return {
    name,
    number,
    status: status as Status,
    startedAt: startDate?.getTime() ?? 0,
    ...(stopDate && { stoppedAt: stopDate.getTime() }),
    ...(cameraName !== undefined && { cameraName }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause: maskSecrets(cause)! }),
  };
}
