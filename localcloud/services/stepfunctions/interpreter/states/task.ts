// Task: one call. Its arguments are decided once; a call that was under way when the process died is made again.
import { type Timer } from '../../../../core/clock.ts';
import type { TaskState } from '../definition.ts';
import { wholeData, type PendingEvent } from '../history.ts';
import { withinPayloadLimit, type Json } from '../json.ts';
import type { Progress } from '../scope.ts';
import { StateFailure, TaskFailure } from '../state-failure.ts';
import type { StateRun } from '../state-run.ts';

/** [ASL: the default, and the most, that TimeoutSeconds may be] */
const longestTimeoutSeconds = 99_999_999;

export async function runTask(run: StateRun<TaskState>): Promise<void> {
  const saved = run.scope.progress;
  const task = saved?.kind === 'task' ? saved : await schedule(run);
  const result = await call(run, task);
  const succeeded: PendingEvent = {
    type: 'TaskSucceeded',
    taskSucceededEventDetails: { ...resourceOf(run), output: JSON.stringify(result), outputDetails: wholeData },
  };
  return run.leave(run.state, { result }, result, run.state, [succeeded]);
}

type TaskProgress = Extract<Progress, { kind: 'task' }>;

async function schedule(run: StateRun<TaskState>): Promise<TaskProgress> {
  const { Arguments: template = run.scope.input, TimeoutSeconds: timeout } = run.state;
  const args = run.state.Arguments === undefined ? template : await run.evaluate(template, 'Arguments');
  withinPayloadLimit(args, `The state '${run.name}' has Arguments`);
  const timeoutSeconds =
    timeout === undefined ? undefined : await run.evaluateInteger(timeout, 'TimeoutSeconds', 1, longestTimeoutSeconds);
  const task: TaskProgress = { kind: 'task', arguments: args, ...(timeoutSeconds !== undefined && { timeoutSeconds }) };
  const resource = resourceOf(run);
  await run.save({ progress: task, retryAt: undefined }, [
    {
      type: 'TaskScheduled',
      taskScheduledEventDetails: {
        ...resource,
        region: regionOf(run),
        parameters: JSON.stringify(args),
        ...(timeoutSeconds !== undefined && { timeoutInSeconds: timeoutSeconds }),
      },
    },
    { type: 'TaskStarted', taskStartedEventDetails: resource },
  ]);
  return task;
}

async function call(run: StateRun<TaskState>, task: TaskProgress): Promise<Json> {
  const answer = new AbortController();
  const signal = AbortSignal.any([run.signal, answer.signal]);
  let timer: Timer | undefined;
  let onInterruption: (() => void) | undefined;
  const failed = (details: { error: string; cause?: string }): StateFailure =>
    new StateFailure(details.error, details.cause, [
      { type: 'TaskFailed', taskFailedEventDetails: { ...resourceOf(run), ...details } },
    ]);
  try {
    const result = await Promise.race([
      run.execution.ports.callTask({
        stateName: run.name,
        resource: run.state.Resource,
        arguments: task.arguments,
        retryCount: run.retryCount,
        signal,
      }),
      new Promise<never>((_, reject) => {
        if (task.timeoutSeconds === undefined) return;
        const details = { ...resourceOf(run), error: 'States.Timeout' };
        const timedOut = new StateFailure('States.Timeout', undefined, [
          { type: 'TaskTimedOut', taskTimedOutEventDetails: details },
        ]);
        timer = run.execution.ports.clock.after(task.timeoutSeconds * 1000, () => reject(timedOut));
      }),
      new Promise<never>((_, reject) => {
        onInterruption = () => reject(run.signal.reason as Error);
        run.signal.addEventListener('abort', onInterruption, { once: true });
      }),
    ]);
    return withinPayloadLimit(result, `The task of the state '${run.name}' returned a result`);
  } catch (error) {
    if (error instanceof TaskFailure) throw failed({ error: error.error, cause: error.cause });
    if (error instanceof StateFailure && error.events.length === 0) {
      throw failed({ error: error.error, ...(error.cause !== undefined && { cause: error.cause }) });
    }
    throw error;
  } finally {
    timer?.cancel();
    if (onInterruption) run.signal.removeEventListener('abort', onInterruption);
    answer.abort();
  }
}

/** `arn:aws:states:::aws-sdk:iot:createThing` → `aws-sdk:iot`, `createThing`. */
function resourceOf({ state }: StateRun<TaskState>): { resourceType: string; resource: string } {
  const parts = state.Resource.split(':').slice(5);
  return { resourceType: parts.slice(0, -1).join(':'), resource: parts.at(-1)! };
}

function regionOf({ execution }: StateRun): string {
  return execution.identity.stateMachineId.split(':')[3]!;
}
