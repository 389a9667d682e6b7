// What Step Functions says about an execution, made into a report: with the camera, where output or cause name it.
import type { ExecutionStatusChange } from '../events/index.ts';
import { readCause, type Cause } from '../executions/cause.ts';
import type { ExecutionReport } from './camera-history.ts';

const causeLength = 300;

export function executionReport(change: ExecutionStatusChange, writtenAt: number): ExecutionReport {
  const { name, status, startDate, stopDate, redriveCount, output, error, cause } = change;
  const { message, ...subject } = readCause(cause);
  return {
    executionName: name,
    status,
    startedAt: startDate,
    redriveCount: redriveCount ?? 0,
    writtenAt,
    ...(stopDate != null && { stoppedAt: stopDate }),
    ...(output == null ? subject : subjectOfOutput(output)),
    ...(error != null && error !== '' && { error }),
    ...(message !== '' && { cause: [...message].slice(0, causeLength).join('') }),
  };
}

function subjectOfOutput(output: string): Omit<Cause, 'message'> {
  const { cameraName, serialNumber } = (JSON.parse(output) ?? {}) as Readonly<Record<string, unknown>>;
  return {
    ...(typeof cameraName === 'string' && { cameraName }),
    ...(typeof serialNumber === 'string' && { serialNumber }),
  };
}
