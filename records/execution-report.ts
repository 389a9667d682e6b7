// What Step Functions says about an execution, made into a report: with the camera, where output or cause name it.
import type { ExecutionStatusChange } from '../events/index.ts';
import { readCause } from '../executions/cause.ts';
import { subjectOf } from '../executions/subject.ts';
import type { ExecutionReport } from './camera-history.ts';

const causeLength = 300;

export function executionReport(change: ExecutionStatusChange, writtenAt: number): ExecutionReport {
  const { name, status, startDate, stopDate, redriveCount, output, error, cause } = change;
  const { message } = readCause(cause);
  return {
    executionName: name,
    status,
    startedAt: startDate,
    redriveCount: redriveCount ?? 0,
    writtenAt,
    ...(stopDate != null && { stoppedAt: stopDate }),
    ...subjectOf({ output, cause }),
    ...(error != null && error !== '' && { error }),
    ...(message !== '' && { cause: [...message].slice(0, causeLength).join('') }),
  };
}
