// An execution as text for whoever is asked for help. What the backend masked stays masked.
import type { ExecutionDetail } from '../../api/executions.ts';

export function bugReport(execution: ExecutionDetail): string {
  const { name, status, startedAt, stoppedAt, cameraName, serialNumber, error, cause, input, runs } = execution;
  const time = (at: number | undefined): string => (at === undefined ? '-' : new Date(at).toISOString());
  return [
    `Execution ${name}: ${status}`,
    `Camera ${cameraName ?? '?'}, serial number ${serialNumber ?? '?'}`,
    `Started ${time(startedAt)}, ended ${time(stoppedAt)}`,
    ...(error === undefined ? [] : [`${error}: ${cause ?? ''}`]),
    '',
    `Input: ${input ?? ''}`,
    '',
    ...runs.map((run) => {
      const failure = run.error === undefined ? '' : `  ${run.error}: ${run.cause ?? ''}`;
      return `${time(run.enteredAt)}  ${run.name} (${run.type}): ${run.outcome}, attempts ${run.attempts}${failure}`;
    }),
  ].join('\n');
}
