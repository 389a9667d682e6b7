// Waits for the end of an execution that a command started.
import { setTimeout as delay } from 'node:timers/promises';
import { readCause } from '../../executions/cause.ts';
import type { ExecutionStarter } from '../../executions/execution-starter.ts';

export type End =
  | { readonly succeeded: true; readonly output: string | undefined }
  | { readonly succeeded: false; readonly message: string };

// DescribeExecution refills at 15 per second on AWS, for everybody. [Step Functions quotas]
const lookEveryMs = 1_000;

/** Rejects with the SDK's error. */
export async function awaitEnd({ find }: Pick<ExecutionStarter, 'find'>, name: string): Promise<End> {
  for (;;) {
    const execution = await find(name);
    if (execution?.status === 'SUCCEEDED') return { succeeded: true, output: execution.output };
    if (execution?.stopDate !== undefined) {
      const message = readCause(execution.cause).message || `Its execution ${name} is ${execution.status}.`;
      return { succeeded: false, message };
    }
    await delay(lookEveryMs);
  }
}
