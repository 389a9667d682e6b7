// What AWS answers in a case, in place of the local cloud's own answer: errors, silence, and effects whose answer is lost.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Interceptor } from '../../localcloud/core/aws-caller.ts';
import { AwsError } from '../../localcloud/core/aws-error.ts';
import type { CallTask, TaskCall } from '../../localcloud/services/stepfunctions/interpreter/ports.ts';

/** By state: one answer for every attempt, or one per attempt and then AWS's own. */
export type Answers = Readonly<Record<string, string | readonly string[]>>;

interface UnderWay {
  readonly answer: string;
  /** A task's answer is for the call that it makes: not for those that wait for a job, nor for what the job itself calls. */
  isGiven: boolean;
  /** Nobody answers any more. */
  readonly hang: () => Promise<never>;
}

const underWay = new AsyncLocalStorage<UnderWay>();

/** Put it in front of the cloud's operations; it only acts on calls that come from a scripted task. */
export const answerAsScripted: Interceptor = async (_, proceed) => {
  const task = underWay.getStore();
  if (!task || task.isGiven || task.answer === 'ok') return proceed();
  task.isGiven = true;
  if (task.answer === 'no answer') return task.hang();
  if (task.answer === 'ok, answer lost') {
    await proceed();
    return task.hang();
  }
  if (task.answer === 'ok, unmarked') return { ...((await proceed()) as object), attributes: {} };
  if (task.answer === 'failed entry') {
    return { FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure', ErrorMessage: 'scripted' }] };
  }
  if (task.answer.startsWith('function error ')) {
    const error = {
      errorType: task.answer.slice('function error '.length),
      errorMessage: 'Scripted.',
      trace: ['at …'],
    };
    return { StatusCode: 200, FunctionError: 'Unhandled', Payload: Buffer.from(JSON.stringify(error)) };
  }
  const [name, status] = task.answer.split(' ');
  throw new AwsError(name!, 'Scripted.', status ? { statusCode: Number(status) } : {});
};

/** Wraps a state machine's tasks so that they get the answers of a case, and knows whether any is at work. */
export class ScriptedAnswers {
  readonly #answers: Answers;
  readonly #calls = new Map<string, number>();
  #working = 0;

  constructor({ answers = {} }: { readonly answers?: Answers | undefined }) {
    this.#answers = answers;
  }

  /** A call is being carried out: time must not pass, or it would seem to be slow. A job takes its time. */
  get isWorking(): boolean {
    return this.#working > 0;
  }

  callsOf(state: string): number {
    return this.#calls.get(state) ?? 0;
  }

  wrap(callTask: CallTask): CallTask {
    return async (call) => {
      const answer = this.#next(call.stateName);
      let isWorking = true;
      this.#working++;
      const rest = (): void => {
        if (isWorking) this.#working--;
        isWorking = false;
      };
      const hang = (): Promise<never> => {
        rest();
        return new Promise(() => undefined);
      };
      try {
        const submit: TaskCall['submit'] = async (begun) => {
          await call.submit(begun);
          rest();
        };
        return await underWay.run({ answer, isGiven: false, hang }, () => callTask({ ...call, submit }));
      } finally {
        rest();
      }
    };
  }

  #next(state: string): string {
    const number = this.callsOf(state);
    this.#calls.set(state, number + 1);
    const answers = this.#answers[state] ?? [];
    return typeof answers === 'string' ? answers : (answers[number] ?? 'ok');
  }
}
