// What Step Functions says about an execution, made into a report: with the camera, where output or cause name it.
import type { ExecutionStatusChange } from '../events/index.ts';
import type { ExecutionReport } from './camera-history.ts';

const causeLength = 300;

export function executionReport(change: ExecutionStatusChange, writtenAt: number): ExecutionReport {
  const { name, status, startDate, stopDate, redriveCount, error, cause } = change;
  return {
    executionName: name,
    status,
    startedAt: startDate,
    redriveCount: redriveCount ?? 0,
    writtenAt,
    ...(stopDate != null && { stoppedAt: stopDate }),
    ...subject(change),
    ...(error != null && error !== '' && { error }),
    ...(cause != null && cause !== '' && { cause: [...cause].slice(0, causeLength).join('') }),
  };
}

type Subject = Pick<ExecutionReport, 'cameraName' | 'serialNumber'>;

function subject({ output, cause }: ExecutionStatusChange): Subject {
  return output == null ? subjectOfCause(cause ?? '') : subjectOfOutput(output);
}

function subjectOfOutput(output: string): Subject {
  const { cameraName, serialNumber } = (JSON.parse(output) ?? {}) as Readonly<Record<string, unknown>>;
  return {
    ...(typeof cameraName === 'string' && { cameraName }),
    ...(typeof serialNumber === 'string' && { serialNumber }),
  };
}

/** As ExplainFailure in statemachines/provision-camera.asl.yaml begins it, once the camera was identified. */
function subjectOfCause(cause: string): Subject {
  const [, cameraName, serialNumber] =
    /^Camera ([a-zA-Z0-9_-]{1,128}) \(serial number ([A-Za-z0-9._:-]{1,64}), /.exec(cause) ?? [];
  return cameraName === undefined || serialNumber === undefined ? {} : { cameraName, serialNumber };
}
