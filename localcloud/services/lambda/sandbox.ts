// One sandbox: a thread with the function's bundle and environment that handles one event at a time. What goes wrong becomes Lambda's error payload.
import { randomBytes } from 'node:crypto';
import type { Writable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type { Clock, Timer } from '../../core/clock.ts';
import type { LambdaFunction } from './function.ts';

export interface Outcome {
  /** JSON: the handler's answer, or `{ errorType, errorMessage, trace }`. */
  readonly payload: string;
  readonly functionError?: 'Unhandled';
}

interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

type FromWorker =
  | { type: 'ready' }
  | { type: 'result'; requestId: string; payload: string }
  | { type: 'error'; requestId: string; error: FunctionError }
  | { type: 'fatal'; error: FunctionError };

interface Running {
  readonly requestId: string;
  readonly payload: string;
  readonly settle: (outcome: Outcome) => void;
  timer: Timer;
}

/** What a cold start may take before the function's own timeout begins. [Lambda: init phase] */
const initTimeoutMs = 10_000;
const largestResponseBytes = 6 * 1024 * 1024 + 100;

export class Sandbox {
  /** Milliseconds since the epoch; the sandbox's credentials end then. */
  readonly expiration: number;
  readonly #fn: LambdaFunction;
  readonly #clock: Clock;
  readonly #worker: Worker;
  readonly #logStreamName: string;
  #state: 'starting' | 'ready' | 'dead' = 'starting';
  #fault: FunctionError | undefined;
  #running: Running | undefined;

  constructor(options: {
    fn: LambdaFunction;
    clock: Clock;
    environment: Record<string, string>;
    expiration: number;
    logStreamName: string;
    log: Writable;
  }) {
    this.#fn = options.fn;
    this.#clock = options.clock;
    this.expiration = options.expiration;
    this.#logStreamName = options.logStreamName;
    this.#worker = new Worker(new URL('./worker.mjs', import.meta.url), {
      workerData: { codeDirectory: options.fn.codeDirectory, handler: options.fn.handler },
      env: options.environment,
      // No loader or flag of the process around it: on AWS there is none either.
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: options.fn.memoryMb },
    });
    this.#worker.stdout.pipe(options.log, { end: false });
    this.#worker.stderr.pipe(options.log, { end: false });
    this.#worker.on('message', (message: FromWorker) => this.#receive(message));
    this.#worker.on('error', (error) => this.#endSandbox(crash(error)));
    this.#worker.on('exit', (code) => this.#endSandbox(exit(code)));
  }

  get alive(): boolean {
    return this.#state !== 'dead';
  }

  /** Never rejects. A sandbox that timed out or crashed is not `alive` afterwards. */
  invoke(requestId: string, payload: string): Promise<Outcome> {
    return new Promise((settle) => {
      const timeoutMs = this.#fn.timeoutSeconds * 1000;
      const allowedMs = this.#state === 'ready' ? timeoutMs : initTimeoutMs + timeoutMs;
      this.#running = { requestId, payload, settle, timer: this.#timer(allowedMs) };
      if (this.#state === 'ready') this.#begin(this.#running);
      else if (this.#state === 'dead') this.#endInvocation(failure(requestId, this.#fault ?? exit(0)));
    });
  }

  async terminate(): Promise<void> {
    this.#endSandbox(exit(0));
    await this.#worker.terminate();
  }

  #receive(message: FromWorker): void {
    if (this.#state === 'dead') return;
    if (message.type === 'fatal') {
      this.#endSandbox(message.error);
      void this.#worker.terminate();
    } else if (message.type === 'ready') {
      this.#state = 'ready';
      if (this.#running) this.#begin(this.#running);
    } else if (message.requestId === this.#running?.requestId) {
      this.#endInvocation(
        message.type === 'result' ? success(message.payload) : failure(message.requestId, message.error),
      );
    }
  }

  #begin(running: Running): void {
    const { requestId, payload } = running;
    running.timer.cancel();
    running.timer = this.#timer(this.#fn.timeoutSeconds * 1000);
    this.#worker.postMessage({
      requestId,
      payload,
      remainingMs: this.#fn.timeoutSeconds * 1000,
      traceId: traceId(this.#clock),
      context: {
        awsRequestId: requestId,
        functionName: this.#fn.name,
        functionVersion: '$LATEST',
        invokedFunctionArn: this.#fn.arn,
        memoryLimitInMB: String(this.#fn.memoryMb),
        logGroupName: this.#fn.logGroupName,
        logStreamName: this.#logStreamName,
      },
    });
  }

  #timer(afterMs: number): Timer {
    const errorMessage = `Task timed out after ${this.#fn.timeoutSeconds.toFixed(2)} seconds`;
    return this.#clock.after(afterMs, () => {
      this.#endSandbox({ errorType: 'Sandbox.Timedout', errorMessage });
      void this.#worker.terminate();
    });
  }

  #endSandbox(fault: FunctionError): void {
    if (this.#state === 'dead') return;
    this.#state = 'dead';
    this.#fault = fault;
    if (this.#running) this.#endInvocation(failure(this.#running.requestId, fault));
  }

  #endInvocation(outcome: Outcome): void {
    const running = this.#running;
    this.#running = undefined;
    running?.timer.cancel();
    running?.settle(outcome);
  }
}

function success(payload: string): Outcome {
  const bytes = Buffer.byteLength(payload);
  if (bytes <= largestResponseBytes) return { payload };
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${largestResponseBytes} bytes).`;
  return failure('', { errorType: 'Function.ResponseSizeTooLarge', errorMessage });
}

/** What ends the sandbox rather than the handler names its request in the message. */
function failure(requestId: string, error: FunctionError): Outcome {
  const ended = error.errorType === 'Sandbox.Timedout' || error.errorType === 'Runtime.ExitError';
  const errorMessage = ended ? `RequestId: ${requestId} Error: ${error.errorMessage}` : error.errorMessage;
  return { payload: JSON.stringify({ ...error, errorMessage }), functionError: 'Unhandled' };
}

function exit(code: number): FunctionError {
  const reason =
    code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${code}`;
  return { errorType: 'Runtime.ExitError', errorMessage: reason };
}

function crash(error: Error & { code?: string }): FunctionError {
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return { errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited with error: signal: killed' };
  }
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

/** In X-Ray's form, not sampled: no daemon listens here. */
function traceId(clock: Clock): string {
  const seconds = Math.floor(clock.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
}
