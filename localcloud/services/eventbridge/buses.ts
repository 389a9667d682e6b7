// The service's state: event buses, and the rules with their targets on each. Records only: nothing here calls another service.
import type { RuleState, Target } from '@aws-sdk/client-eventbridge';
import { AwsError } from '../../core/aws-error.ts';
import { arn, type CloudContext } from '../../core/cloud-context.ts';
import type { Collection } from '../../core/store.ts';

export interface Bus {
  readonly name: string;
  readonly description?: string;
  /** Made by a template: made again at every start. */
  readonly fromTemplate: boolean;
}

export interface Rule {
  readonly name: string;
  readonly busName: string;
  readonly description?: string;
  /** JSON. */
  readonly pattern: string;
  readonly state: RuleState;
  readonly targets: readonly Target[];
  readonly fromTemplate: boolean;
}

export class Buses {
  readonly #cloud: CloudContext;
  readonly #buses: Collection<Bus>;
  readonly #rules: Collection<Rule>;

  constructor(cloud: CloudContext) {
    this.#cloud = cloud;
    this.#buses = cloud.store.collection<Bus>('eventbridge-buses');
    this.#rules = cloud.store.collection<Rule>('eventbridge-rules');
  }

  /** What templates made is forgotten: those that still want it make it again. */
  async forgetTemplates(): Promise<void> {
    const rules = this.#rules.entries().filter(([, { fromTemplate }]) => fromTemplate);
    const buses = this.#buses.entries().filter(([, { fromTemplate }]) => fromTemplate);
    await Promise.all([
      ...rules.map(([key]) => this.#rules.delete(key)),
      ...buses.map(([key]) => this.#buses.delete(key)),
    ]);
  }

  all(): Bus[] {
    return [{ name: 'default', fromTemplate: false }, ...this.#buses.values()];
  }

  putBus(bus: Bus): Promise<void> {
    return this.#buses.put(bus.name, bus);
  }

  has(busName: string): boolean {
    return busName === 'default' || this.#buses.has(busName);
  }

  /** Takes a name or an ARN; none is the default bus. */
  nameOf(nameOrArn = 'default'): string {
    return nameOrArn.split('event-bus/').at(-1)!;
  }

  arnOf(busName: string): string {
    return arn(this.#cloud, 'events', `event-bus/${busName}`);
  }

  ruleArn({ busName, name }: Pick<Rule, 'busName' | 'name'>): string {
    return arn(this.#cloud, 'events', busName === 'default' ? `rule/${name}` : `rule/${busName}/${name}`);
  }

  rulesOn(busName: string): Rule[] {
    return this.#rules.values().filter((rule) => rule.busName === busName);
  }

  findRule(busName: string, name: string): Rule | undefined {
    return this.#rules.get(`${busName}/${name}`);
  }

  /** Throws ResourceNotFoundException. */
  getRule(busName: string, name: string): Rule {
    const rule = this.findRule(busName, name);
    if (!rule) throw notFound(`Rule ${name} does not exist on EventBus ${busName}.`);
    return rule;
  }

  /** Throws ResourceNotFoundException when there is no such bus. */
  putRule(rule: Rule): Promise<void> {
    if (!this.has(rule.busName)) throw notFound(`Event bus ${rule.busName} does not exist.`);
    return this.#rules.put(`${rule.busName}/${rule.name}`, rule);
  }

  removeRule(busName: string, name: string): Promise<void> {
    return this.#rules.delete(`${busName}/${name}`);
  }
}

function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message);
}
