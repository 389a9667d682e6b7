// All executions: their records, those that run, and what is on disk of each. History, scopes and record of a step reach the disk together.
import { AwsError } from '../../core/aws-error.ts';
import type { CloudContext } from '../../core/cloud-context.ts';
import type { Collection, Journal } from '../../core/store.ts';
import { createCallTask } from './integrations/call-task.ts';
import type { StateMachine } from './interpreter/definition.ts';
import { Execution, type Frontier } from './interpreter/execution.ts';
import type { HistoryRecord } from './interpreter/history.ts';
import type { Json } from './interpreter/json.ts';
import type { ExecutionIdentity, Step } from './interpreter/ports.ts';
import { runScope } from './interpreter/run-scope.ts';
import type { Scope } from './interpreter/scope.ts';
import { checkExecutionArn, executionArn } from './names.ts';
import type { ExecutionRecord, StateMachineRecord } from './records.ts';
import type { StateMachines } from './state-machines.ts';
import { announceStatus } from './announce-status.ts';

const scopeKey = (arn: string, path: string): string => `${arn}|${path}`;

export class Executions {
  readonly #cloud: CloudContext;
  readonly #machines: StateMachines;
  readonly #records: Collection<ExecutionRecord>;
  readonly #scopes: Collection<Scope>;
  readonly #history: Journal<HistoryRecord>;
  readonly #running = new Map<string, Execution>();
  /** ARNs by state machine, oldest first. */
  readonly #started = new Map<string, string[]>();
  readonly #redriving = new Set<string>();
  #sequence = 0;

  constructor(cloud: CloudContext, machines: StateMachines) {
    this.#cloud = cloud;
    this.#machines = machines;
    this.#records = cloud.store.collection('stepfunctions-executions');
    this.#scopes = cloud.store.collection('stepfunctions-scopes');
    this.#history = cloud.store.journal('stepfunctions-history');
    const records = this.#records.values().sort((a, b) => a.sequence - b.sequence);
    for (const record of records) this.#list(record.stateMachineArn).push(record.arn);
    this.#sequence = (records.at(-1)?.sequence ?? 0) + 1;
  }

  /** Takes up all executions that were running when the process ended. */
  async resume(): Promise<void> {
    const unfinished = this.#records
      .values()
      .filter(({ status, arn }) => status === 'RUNNING' && !this.#running.has(arn));
    const scopes = this.#storedScopes(new Set(unfinished.map(({ arn }) => arn)));
    for (const record of unfinished) {
      this.#execution(record, await this.#frontier(record.arn, scopes.get(record.arn))).run();
    }
  }

  /** Lets go of everything; what is stored goes on at the next start. */
  halt(): void {
    for (const execution of this.#running.values()) execution.halt();
    this.#running.clear();
  }

  find(arn: string): ExecutionRecord | undefined {
    return this.#records.get(arn);
  }

  /** Throws InvalidArn or ExecutionDoesNotExist. */
  get(arn: string): ExecutionRecord {
    checkExecutionArn(arn);
    const record = this.#records.get(arn);
    if (!record) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return record;
  }

  /** ARNs in the order of their start. The list only ever grows at its end. */
  arnsOf(stateMachineArn: string): readonly string[] {
    return this.#list(stateMachineArn);
  }

  history(arn: string, options: { from?: number; limit?: number; reverse?: boolean }): Promise<HistoryRecord[]> {
    return this.#history.read(arn, options);
  }

  async lastEventId(arn: string): Promise<number> {
    return (await this.#history.read(arn, { reverse: true, limit: 1 }))[0]?.id ?? 0;
  }

  /** Resolves when the start is durable; the execution runs on by itself. The name must be free. */
  async start(
    machine: StateMachineRecord,
    { name, input, requestId }: Pick<ExecutionRecord, 'name' | 'input' | 'requestId'>,
  ): Promise<ExecutionRecord> {
    const record: ExecutionRecord = {
      arn: executionArn(machine.arn, name),
      name,
      stateMachineArn: machine.arn,
      revisionId: machine.revisionId,
      sequence: this.#sequence++,
      status: 'RUNNING',
      startedAt: this.#cloud.clock.now(),
      input,
      ...(requestId !== undefined && { requestId }),
      redriveCount: 0,
    };
    this.#list(machine.arn).push(record.arn);
    const execution = this.#execution(record);
    await Promise.all([this.#writeRecord(record), execution.begin()]);
    execution.run();
    return record;
  }

  async abort(record: ExecutionRecord, error?: string, cause?: string): Promise<ExecutionRecord> {
    await this.#running.get(record.arn)?.abort(error, cause);
    return this.#records.get(record.arn)!;
  }

  /** Runs an unsuccessful execution on from what did not complete. */
  async redrive(record: ExecutionRecord, token: string | undefined): Promise<ExecutionRecord> {
    const now = this.#cloud.clock.now();
    const { stoppedAt: _stopped, error: _error, cause: _cause, ...kept } = record;
    const redriven: ExecutionRecord = {
      ...kept,
      status: 'RUNNING',
      redriveCount: record.redriveCount + 1,
      redrivenAt: now,
      redriveTokens: [...(record.redriveTokens ?? []), ...(token === undefined ? [] : [{ token, at: now }])].slice(-10),
    };
    if (this.#redriving.has(record.arn)) {
      throw new AwsError('ExecutionNotRedrivable', `Execution is being redriven already: '${record.arn}'`);
    }
    this.#redriving.add(record.arn);
    const scopes = this.#storedScopes(new Set([record.arn])).get(record.arn);
    const frontier = await this.#frontier(record.arn, scopes).finally(() => this.#redriving.delete(record.arn));
    const execution = this.#execution(redriven, frontier);
    await Promise.all([this.#writeRecord(redriven), execution.redrive()]);
    execution.run();
    return redriven;
  }

  #execution(record: ExecutionRecord, frontier?: Frontier): Execution {
    const revision = this.#machines.revision(record.stateMachineArn, record.revisionId);
    const identity: ExecutionIdentity = {
      id: record.arn,
      name: record.name,
      roleArn: revision.roleArn,
      input: JSON.parse(record.input) as Json,
      startedAt: record.startedAt,
      redriveCount: record.redriveCount,
      ...(record.redrivenAt !== undefined && { redrivenAt: record.redrivenAt }),
      stateMachineId: record.stateMachineArn,
      stateMachineName: revision.name,
    };
    const { clock, random } = this.#cloud;
    const ports = {
      clock,
      random,
      callTask: createCallTask(this.#cloud, identity),
      commit: (step: Step) => this.#commit(record.arn, step),
      onStandstill: (error: unknown) => this.#cloud.log('stepfunctions', `${record.arn}: ${String(error)}`),
    };
    // Accepted when the machine was created; the text is stored as it was given.
    const execution = new Execution(
      JSON.parse(revision.definition) as StateMachine,
      identity,
      ports,
      runScope,
      frontier,
    );
    this.#running.set(record.arn, execution);
    return execution;
  }

  // All writes are made in one synchronous run, which the store keeps together.
  async #commit(arn: string, { events, scopes, outcome }: Step): Promise<void> {
    const writes = events.map((event) => this.#history.append(arn, event.id, event));
    for (const [path, scope] of scopes) {
      writes.push(scope ? this.#scopes.put(scopeKey(arn, path), scope) : this.#scopes.delete(scopeKey(arn, path)));
    }
    if (outcome) {
      const { status, output, error, cause } = outcome;
      const ended: ExecutionRecord = {
        ...this.#records.get(arn)!,
        status,
        stoppedAt: this.#cloud.clock.now(),
        ...(output !== undefined && { output: JSON.stringify(output) }),
        ...(error !== undefined && { error }),
        ...(cause !== undefined && { cause }),
      };
      writes.push(this.#writeRecord(ended));
      this.#running.delete(arn);
    }
    await Promise.all(writes);
  }

  /** Keeps a record whose status is new, together with what EventBridge has to deliver about it: a crash loses both or neither. */
  async #writeRecord(record: ExecutionRecord): Promise<void> {
    await Promise.all([this.#records.put(record.arn, record), announceStatus(this.#cloud, record)]);
  }

  async #frontier(arn: string, scopes: ReadonlyMap<string, Scope> | undefined): Promise<Frontier> {
    return { scopes: scopes ?? new Map<string, Scope>(), lastEventId: await this.lastEventId(arn) };
  }

  #storedScopes(arns: ReadonlySet<string>): Map<string, Map<string, Scope>> {
    const found = new Map<string, Map<string, Scope>>();
    for (const [key, scope] of this.#scopes.entries()) {
      const [arn, path] = key.split('|') as [string, string];
      if (!arns.has(arn)) continue;
      if (!found.has(arn)) found.set(arn, new Map());
      found.get(arn)!.set(path, scope);
    }
    return found;
  }

  #list(stateMachineArn: string): string[] {
    let list = this.#started.get(stateMachineArn);
    if (!list) this.#started.set(stateMachineArn, (list = []));
    return list;
  }
}
