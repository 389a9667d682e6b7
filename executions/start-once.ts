// Work that is to be done once, however often it is asked for: attempts of one name, of which the next starts only when the last one failed.
import { executionName as nameOfAttempt } from './attempt.ts';
import { ExecutionNotVisibleError, type ExecutionStarter } from './execution-starter.ts';

export interface Asked {
  /** `done`: an attempt succeeded before. */
  readonly outcome: 'started' | 'running' | 'done';
  readonly executionName: string;
}

/**
 * Attempts are named `<name>`, `<name>-2`, …: an attempt that failed makes room for the next one, at once.
 * @param name at most 76 characters of A-Z a-z 0-9 _ -
 * @param input one text per name: StartExecution takes a name again only with the very same input
 * @throws ExecutionNotVisibleError, or the SDK's error
 */
export async function startOnce(executions: ExecutionStarter, name: string, input: string): Promise<Asked> {
  for (let attempt = 1; ; attempt++) {
    const executionName = nameOfAttempt(name, attempt);
    if (await executions.start(executionName, input)) return { outcome: 'started', executionName };
    const execution = await executions.find(executionName);
    if (!execution) throw new ExecutionNotVisibleError(executionName);
    if (execution.status === 'SUCCEEDED') return { outcome: 'done', executionName };
    if (execution.stopDate === undefined) return { outcome: 'running', executionName };
  }
}
