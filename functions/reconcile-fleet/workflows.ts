// The workflows that repair, as far as they run or ran: whose camera is being worked on, and how the next attempt is named.
import { DescribeExecutionCommand, ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { executionName, newestAttempt } from '../../executions/attempt.ts';
import { executionArn, findExecution, type Execution } from '../../executions/execution-starter.ts';
import { pages } from './lists.ts';
import type { Pace } from './pace.ts';

export interface StateMachines {
  readonly provisionCamera: string;
  readonly retireCamera: string;
  readonly rotateChannel: string;
  readonly renewCertificate: string;
}

export interface Workflows {
  /** Of the executions that run: names of cameras, and ids of certificates. Undefined: there are too many to know. */
  busy(): Promise<ReadonlySet<string> | undefined>;
  /** The newest attempt of that name, if there was one, and the name that comes next. */
  attempts(machine: keyof StateMachines, name: string): Promise<Attempts>;
}

export interface Attempts {
  readonly newest?: Execution;
  readonly nextName: string;
}

/** More executions at once are a fleet that is just being switched on. */
const mostRunning = 300;

/** Every method rejects with the SDK's error. */
export function awsWorkflows(client: Pick<SFNClient, 'send'>, machines: StateMachines, pace: Pace): Workflows {
  return {
    async busy() {
      const running: string[] = [];
      const { provisionCamera, retireCamera, rotateChannel, renewCertificate } = machines;
      for (const stateMachineArn of [provisionCamera, retireCamera, rotateChannel, renewCertificate]) {
        await pages(async (nextToken) => {
          await pace.stepFunctions();
          const list = new ListExecutionsCommand({
            stateMachineArn,
            statusFilter: 'RUNNING',
            maxResults: 1000,
            nextToken,
          });
          const page = await client.send(list);
          running.push(...(page.executions ?? []).map(({ executionArn }) => executionArn!));
          return running.length > mostRunning ? undefined : page.nextToken;
        });
      }
      if (running.length > mostRunning) return undefined;
      const busy = new Set<string>();
      for (const executionArn of running) {
        await pace.stepFunctions();
        const { input = '{}' } = await client.send(new DescribeExecutionCommand({ executionArn }));
        const { cameraName, certificateId } = JSON.parse(input) as { cameraName?: string; certificateId?: string };
        for (const subject of [cameraName, certificateId]) if (subject !== undefined) busy.add(subject);
      }
      return busy;
    },

    async attempts(machine, name) {
      const newest = await newestAttempt(name, async (attempt) => {
        await pace.stepFunctions();
        return findExecution(client, executionArn(machines[machine], attempt));
      });
      return { ...(newest && { newest }), nextName: executionName(name, (newest?.attempt ?? 0) + 1) };
    },
  };
}
