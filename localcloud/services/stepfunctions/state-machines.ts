// The state machines of the account, and every revision that executions may still run.
import { AwsError } from '../../core/aws-error.ts';
import { arn, type CloudContext } from '../../core/cloud-context.ts';
import { servicePrincipal, type Principal } from '../../core/principal.ts';
import type { Collection } from '../../core/store.ts';
import { checkResource } from './integrations/check-resource.ts';
import { uuid } from './interpreter/jsonata-functions.ts';
import { InvalidDefinition, readDefinition } from './interpreter/read-definition.ts';
import { checkManagedRule } from './managed-rule.ts';
import { checkName, checkStateMachineArn } from './names.ts';
import type { RevisionRecord, StateMachineRecord } from './records.ts';

export type StateMachineSettings = Pick<
  StateMachineRecord,
  'definition' | 'roleArn' | 'loggingConfiguration' | 'tracingConfiguration'
>;

export const defaultSettings = {
  loggingConfiguration: { level: 'OFF', includeExecutionData: false },
  tracingConfiguration: { enabled: false },
} as const;

export class StateMachines {
  readonly #cloud: CloudContext;
  readonly #machines: Collection<StateMachineRecord>;
  readonly #revisions: Collection<RevisionRecord>;

  constructor(cloud: CloudContext) {
    this.#cloud = cloud;
    this.#machines = cloud.store.collection('stepfunctions-state-machines');
    this.#revisions = cloud.store.collection('stepfunctions-revisions');
  }

  arnOf(name: string): string {
    return arn(this.#cloud, 'states', `stateMachine:${name}`);
  }

  find(name: string): StateMachineRecord | undefined {
    return this.#machines.get(this.arnOf(name));
  }

  /** Throws InvalidArn or StateMachineDoesNotExist. */
  get(stateMachineArn: string): StateMachineRecord {
    checkStateMachineArn(stateMachineArn);
    const machine = this.#machines.get(stateMachineArn);
    if (!machine) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`);
    return machine;
  }

  revision(stateMachineArn: string, revisionId: string): RevisionRecord {
    return this.#revisions.get(`${stateMachineArn}:${revisionId}`)!;
  }

  all(): StateMachineRecord[] {
    return this.#machines.values();
  }

  /** Throws InvalidName, InvalidDefinition, InvalidArn, or AccessDeniedException when the role doesn't trust Step Functions or may not make the rule that `.sync` needs. */
  async create(name: string, settings: StateMachineSettings): Promise<StateMachineRecord> {
    checkName(name);
    const machineArn = this.arnOf(name);
    this.#check(machineArn, settings);
    const createdAt = this.#cloud.clock.now();
    return this.#put({ ...settings, arn: machineArn, name, revisionId: 'INITIAL', createdAt });
  }

  /** Executions that run keep the revision that they started with. */
  async update(machine: StateMachineRecord, settings: StateMachineSettings): Promise<StateMachineRecord> {
    this.#check(machine.arn, settings);
    return this.#put({ ...machine, ...settings, revisionId: uuid(this.#cloud.random) });
  }

  async delete(stateMachineArn: string): Promise<void> {
    await this.#machines.delete(stateMachineArn);
  }

  async #put(machine: StateMachineRecord): Promise<StateMachineRecord> {
    const { createdAt: _, ...revision } = machine;
    const updatedAt = this.#cloud.clock.now();
    await Promise.all([
      this.#machines.put(machine.arn, machine),
      this.#revisions.put(`${machine.arn}:${machine.revisionId}`, { ...revision, updatedAt }),
    ]);
    return machine;
  }

  #check(machineArn: string, { definition, roleArn }: StateMachineSettings): void {
    checkDefinition(definition);
    if (!/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/.test(roleArn))
      throw new AwsError('InvalidArn', `Invalid Role Arn: '${roleArn}'`);
    const by = servicePrincipal('states.amazonaws.com', this.#cloud.accountId, machineArn);
    let role: Principal;
    try {
      role = this.#cloud.iam.assumeRole({ roleArn, by, sessionName: 'check', durationSeconds: 900 }).principal;
    } catch (error) {
      throw new AwsError(
        'AccessDeniedException',
        `Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role. ${(error as Error).message}`,
        { statusCode: 400 },
      );
    }
    checkManagedRule(this.#cloud, definition, role, roleArn);
  }
}

/** Throws InvalidDefinition as the API words it. */
export function checkDefinition(definition: string): void {
  try {
    readDefinition(definition, checkResource);
  } catch (error) {
    if (error instanceof InvalidDefinition) throw new AwsError('InvalidDefinition', error.message);
    throw error;
  }
}
