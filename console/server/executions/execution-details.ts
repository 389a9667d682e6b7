// One execution with all that happened in it. Ended ones are kept: their history doesn't change any more, unless they are redriven.
import type { ExecutionDetail, StateMachine, Status } from '../../api/executions.ts';
import type { Executions } from '../../../executions/executions.ts';
import type { Subject } from './known-executions.ts';
import { certificateOf } from '../../../executions/attempt.ts';
import { readCause } from '../../../executions/cause.ts';
import { maskSecrets } from '../../../executions/mask-secrets.ts';
import { withNestedRuns } from '../../../executions/nested-runs.ts';
import { readRuns } from '../../../executions/state-runs.ts';

export interface ExecutionDetails {
  /** Rejects with ExecutionDoesNotExist when there is none of that name. Several who ask at once share one answer. */
  read(name: string): Promise<ExecutionDetail>;
  forget(name: string): void;
}

export interface DetailsOptions {
  readonly subjectOf: (certificateId: string) => Subject | undefined;
  readonly awsConsoleUrlOf?: (executionArn: string) => string;
}

const keptEnded = 50;

export function openExecutionDetails(
  executions: Pick<Executions, 'describe' | 'definition' | 'history' | 'historyOf'>,
  options: DetailsOptions,
): ExecutionDetails {
  const ended = new Map<string, ExecutionDetail>();
  const reading = new Map<string, Promise<ExecutionDetail>>();
  const definitions = new Map<string, StateMachine>();

  const read = async (name: string): Promise<ExecutionDetail> => {
    // Described first: a history that is read after the end has all of it.
    const described = await executions.describe(name);
    const { status, startDate, stopDate, input, output, error, cause, executionArn = '' } = described;
    const stopped = status === 'ABORTED' || status === 'TIMED_OUT';
    if (!definitions.has(name)) definitions.set(name, JSON.parse(await executions.definition(name)) as StateMachine);
    const { runs: ownRuns, history } = readRuns(await executions.history(name), status as Status);
    const runs = await withNestedRuns(ownRuns, executions.historyOf);
    const { message, ...told } = readCause(cause);
    const subject = {
      ...subjectOfRuns(runs.map((run) => run.output)),
      ...told,
      ...options.subjectOf(certificateOf(name)),
    };
    const detail: ExecutionDetail = {
      name,
      arn: executionArn,
      status: status as Status,
      startedAt: startDate?.getTime() ?? 0,
      ...(stopDate && { stoppedAt: stopDate.getTime() }),
      ...subject,
      ...(input !== undefined && { input: maskSecrets(input)! }),
      ...(output !== undefined && { output: maskSecrets(output)! }),
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause: maskSecrets(message)! }),
      definition: definitions.get(name)!,
      runs,
      history,
      canRedrive: stopped && described.redriveStatus !== 'NOT_REDRIVABLE',
      ...(options.awsConsoleUrlOf && { awsConsoleUrl: options.awsConsoleUrlOf(executionArn) }),
    };
    if (status !== 'RUNNING') {
      ended.set(name, detail);
      for (const oldest of ended.keys()) if (ended.size > keptEnded) ended.delete(oldest);
      for (const oldest of definitions.keys()) if (definitions.size > keptEnded) definitions.delete(oldest);
    }
    return detail;
  };
  return {
    async read(name) {
      const kept = ended.get(name);
      if (kept) return kept;
      let answer = reading.get(name);
      if (!answer) {
        answer = read(name).finally(() => reading.delete(name));
        reading.set(name, answer);
      }
      return answer;
    },
    forget: (name) => void ended.delete(name),
  };
}

/** Before the camera has a record, the execution's own states tell which one it is about. */
function subjectOfRuns(outputs: readonly (string | undefined)[]): Subject {
  for (const output of outputs) {
    const cameraName = /"cameraName":"([^"\\]+)"/.exec(output ?? '')?.[1];
    const serialNumber = /"serialNumber":"([^"\\]+)"/.exec(output ?? '')?.[1];
    if (cameraName !== undefined) return { cameraName, ...(serialNumber !== undefined && { serialNumber }) };
  }
  return {};
}
