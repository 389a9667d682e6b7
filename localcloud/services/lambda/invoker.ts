// Invoking functions: a pool of sandboxes for each, started with a session of the function's role, and the function's log file.
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { AwsError } from '../../core/aws-error.ts';
import type { CloudContext } from '../../core/cloud-context.ts';
import { servicePrincipal, type Principal } from '../../core/principal.ts';
import type { Session } from '../../access/iam.ts';
import { functionEnvironment } from './environment.ts';
import type { LambdaFunction } from './function.ts';
import { Sandbox, type Outcome } from './sandbox.ts';
import { SandboxPool } from './sandbox-pool.ts';

const sessionSeconds = 3600;
/** Threads per function when nothing is reserved: sandboxes mostly wait for AWS, so a laptop carries more of them than it has cores. */
const defaultLimit = 8;

export class Invoker {
  readonly #cloud: CloudContext;
  readonly #pools = new Map<string, { fn: LambdaFunction; pool: SandboxPool }>();
  readonly #logs = new Map<string, WriteStream>();

  constructor(cloud: CloudContext) {
    this.#cloud = cloud;
  }

  /**
   * Runs the handler with a JSON payload. A failing function is an outcome; only a role that can't be assumed throws.
   * With a reserved concurrency that is used up it throws TooManyRequestsException, otherwise it waits for a sandbox.
   */
  async invoke(fn: LambdaFunction, requestId: string, payload: string): Promise<Outcome> {
    const pool = this.#poolOf(fn);
    if (fn.reservedConcurrency !== undefined && pool.busy >= fn.reservedConcurrency) {
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', {
        details: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
      });
    }
    const log = this.#logOf(fn);
    log.write(`START RequestId: ${requestId} Version: $LATEST\n`);
    const startedAt = this.#cloud.clock.now();
    const outcome = await pool.invoke(requestId, payload);
    if (outcome.functionError) log.write(`${outcome.payload}\n`);
    log.write(`END RequestId: ${requestId} Duration: ${this.#cloud.clock.now() - startedAt} ms\n`);
    return outcome;
  }

  /** The function's own identity. Throws AccessDeniedException when its role doesn't let Lambda in. */
  session(fn: LambdaFunction): Session {
    const { iam, accountId } = this.#cloud;
    try {
      return iam.assumeRole({
        roleArn: fn.roleArn,
        by: servicePrincipal('lambda.amazonaws.com', accountId, fn.arn),
        sessionName: fn.name,
        durationSeconds: sessionSeconds,
      });
    } catch {
      throw new AwsError(
        'AccessDeniedException',
        `The role defined for the function cannot be assumed by Lambda: ${fn.roleArn}`,
        {
          statusCode: 403,
        },
      );
    }
  }

  principal(fn: LambdaFunction): Principal {
    return this.session(fn).principal;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map(({ pool }) => pool.close()));
    await Promise.all([...this.#logs.values()].map((log) => new Promise((resolve) => log.end(resolve))));
  }

  #poolOf(fn: LambdaFunction): SandboxPool {
    const existing = this.#pools.get(fn.name);
    if (existing?.fn === fn) return existing.pool;
    // A function that was deployed anew starts with new sandboxes.
    void existing?.pool.close();
    const pool = new SandboxPool({
      clock: this.#cloud.clock,
      start: () => this.#start(fn),
      limit: fn.reservedConcurrency ?? defaultLimit,
      timeoutSeconds: fn.timeoutSeconds,
    });
    this.#pools.set(fn.name, { fn, pool });
    return pool;
  }

  #start(fn: LambdaFunction): Sandbox {
    const { credentials } = this.session(fn);
    const day = new Date(this.#cloud.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
    const logStreamName = `${day}/[$LATEST]${randomBytes(16).toString('hex')}`;
    return new Sandbox({
      fn,
      clock: this.#cloud.clock,
      environment: functionEnvironment(this.#cloud, fn, credentials, logStreamName),
      expiration: credentials.expiration,
      logStreamName,
      log: this.#logOf(fn),
    });
  }

  #logOf(fn: LambdaFunction): WriteStream {
    let log = this.#logs.get(fn.name);
    if (!log) {
      const directory = join(this.#cloud.dataDir, 'logs');
      mkdirSync(directory, { recursive: true });
      log = createWriteStream(join(directory, `${fn.name}.log`), { flags: 'a' });
      // Many sandboxes write to one file.
      log.setMaxListeners(0);
      this.#logs.set(fn.name, log);
    }
    return log;
  }
}
