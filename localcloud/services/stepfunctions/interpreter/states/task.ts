// Task: one call, or a job that a call begins. Its arguments are decided once; a call that was under way when the process died is made again, a job that has begun is waited for.
import { createHash } from 'node:crypto';
import type { Timer } from '../../../../core/clock.ts';
import type { TaskState } from '../definition.ts';
import { Interrupted } from '../interrupted.ts';
import { wholeData, type PendingEvent } from '../history.ts';
import { withinPayloadLimit, type Json } from '../json.ts';
import type { TaskCall } from '../ports.ts';
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

// One value for all: an AbortController without a reason makes an error, with its stack, each time.
const nobodyWaits = new Interrupted('nobody waits for the answer of this task any more');

async function call(run: StateRun<TaskState>, task: TaskProgress): Promise<Json> {
  const { clock, callTask } = run.execution.ports;
  const answer = new AbortController();
  const { submitted } = task;
  const deadline = submitted ? submitted.deadline : task.timeoutSeconds && clock.now() + task.timeoutSeconds * 1000;
  let timer: Timer | undefined;
  let onInterruption = (): void => undefined;
  const tooLate = new Promise<never>((_, reject) => {
    // At once, so that the end of a job that is stopped reaches the disk together with the end of its execution.
    onInterruption = () => {
      answer.abort(run.signal.reason);
      reject(run.signal.reason as Error);
    };
    run.signal.addEventListener('abort', onInterruption, { once: true });
    if (deadline !== undefined) timer = clock.after(deadline - clock.now(), () => reject(timedOut(run)));
  });
  const { name: stateName, retryCount } = run;
  const asked: TaskCall = {
    stateName,
    resource: run.state.Resource,
    arguments: task.arguments,
    retryCount,
    requestId: requestIdOf(run),
    ...(submitted && { submitted: submitted.answer }),
    submit: (begun) =>
      submit(run, { ...task, submitted: { answer: begun, ...(deadline !== undefined && { deadline }) } }),
    signal: answer.signal,
  };
  try {
    const result = await Promise.race([callTask(asked), tooLate]);
    return withinPayloadLimit(result, `The task of the state '${run.name}' returned a result`);
  } catch (error) {
    throw withTaskFailed(run, error);
  } finally {
    timer?.cancel();
    run.signal.removeEventListener('abort', onInterruption);
    answer.abort(nobodyWaits);
  }
}

function submit(run: StateRun<TaskState>, task: TaskProgress): Promise<void> {
  const output = JSON.stringify(task.submitted!.answer);
  return run.save({ progress: task }, [
    {
      type: 'TaskSubmitted',
      taskSubmittedEventDetails: { ...resourceOf(run), output, outputDetails: wholeData },
    },
  ]);
}

// The newest event of the scope is the one that began this attempt, as long as the call has no answer.
function requestIdOf({ execution, path, scope }: StateRun): string {
  const hex = createHash('sha256').update(`${execution.identity.id}|${path}|${scope.lastEventId}`).digest('hex');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
}

function timedOut(run: StateRun<TaskState>): StateFailure {
  const error = 'States.Timeout';
  return new StateFailure(error, undefined, [
    { type: 'TaskTimedOut', taskTimedOutEventDetails: { ...resourceOf(run), error } },
  ]);
}

function withTaskFailed(run: StateRun<TaskState>, failure: unknown): unknown {
  const isPlain = failure instanceof StateFailure && failure.events.length === 0;
  if (!isPlain && !(failure instanceof TaskFailure)) return failure;
  const { error, cause } = failure;
  const details = { ...resourceOf(run), error, ...(cause !== undefined && { cause }) };
  const { progress } = run.scope;
  const begins = isJob(run) && progress?.kind === 'task' && !progress.submitted;
  return new StateFailure(error, cause, [
    begins
      ? { type: 'TaskSubmitFailed', taskSubmitFailedEventDetails: details }
      : { type: 'TaskFailed', taskFailedEventDetails: details },
  ]);
}

const isJob = ({ state }: StateRun<TaskState>): boolean => /\.sync(:2)?$/.test(state.Resource);

/** `arn:aws:states:::aws-sdk:iot:createThing` → `aws-sdk:iot`, `createThing`; `…:::states:startExecution.sync:2` → `states`, `startExecution.sync:2`. */
function resourceOf({ state }: StateRun<TaskState>): { resourceType: string; resource: string } {
  const [, resourceType = '', resource = ''] = /^(?:[^:]*:){5}(.*?):(\w+(?:\.[\w:]+)?)$/.exec(state.Resource)!;
  return { resourceType, resource };
}

function regionOf({ execution }: StateRun): string {
  return execution.identity.stateMachineId.split(':')[3]!;
}
