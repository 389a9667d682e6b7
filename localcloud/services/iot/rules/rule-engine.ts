// Messages to rules to actions. What a rule has accepted lies on disk until its actions are done: a kill -9 delays it, and may
// repeat it, but doesn't lose it.
import { randomUUID } from 'node:crypto';
import { arn, type CloudContext } from '../../../core/cloud-context.ts';
import { sleep } from '../../../core/clock.ts';
import type { IotMessage } from '../messages.ts';
import type { TopicRuleRecord } from '../records.ts';
import type { IotState } from '../state.ts';
import { isTransient, makeAction, type RuleAction } from './rule-actions.ts';
import { runQuery } from './run-query.ts';
import { parseRuleSql, type RuleQuery } from './sql.ts';

/** One message on its way through one rule's actions. */
interface Delivery {
  readonly ruleName: string;
  readonly topic: string;
  readonly clientId?: string;
  /** The message as it was published. */
  readonly base64OriginalPayload: string;
  /** What the rule's SQL made of it. */
  readonly output: string;
  readonly traceId: string;
}

interface Failure {
  readonly failedAction: string;
  readonly failedResource: string;
  readonly errorMessage: string;
}

// Full jitter between 0 and the delay. AWS tries for longer; after this a delivery's error action is better news than silence.
const retryDelaysMs = [500, 1000, 2000, 4000, 8000, 16_000, 30_000];

export class RuleEngine {
  readonly #cloud: CloudContext;
  readonly #state: IotState;
  readonly #deliveries;
  readonly #queries = new WeakMap<TopicRuleRecord, RuleQuery>();
  readonly #running = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  #started = false;

  constructor(cloud: CloudContext, state: IotState) {
    this.#cloud = cloud;
    this.#state = state;
    this.#deliveries = cloud.store.collection<Delivery>('iot-rule-deliveries');
  }

  /**
   * Gives a message to every rule that matches. Resolves when what they will do is on disk, not when it is done. The records
   * are put before the first await: a caller that puts something in the same synchronous run keeps both or neither.
   */
  async accept(message: IotMessage): Promise<void> {
    const written: Promise<void>[] = [];
    const accepted: [string, Delivery][] = [];
    for (const rule of this.#state.topicRules.values()) {
      if (rule.payload.ruleDisabled) continue;
      const context = { accountId: this.#cloud.accountId, now: this.#cloud.clock.now() };
      const output = runQuery(this.#query(rule), message, context);
      if (output === undefined) continue;
      const traceId = randomUUID();
      const delivery: Delivery = {
        ruleName: rule.ruleName,
        topic: message.topic,
        base64OriginalPayload: message.payload.toString('base64'),
        output,
        traceId,
        ...(message.clientId !== undefined && { clientId: message.clientId }),
      };
      const key = `${String(context.now).padStart(16, '0')}-${traceId}`;
      written.push(this.#deliveries.put(key, delivery));
      accepted.push([key, delivery]);
    }
    await Promise.all(written);
    for (const [key, delivery] of accepted) this.#launch(key, delivery);
  }

  /** Begins to deliver, first what an earlier process left behind. Before this, accepted messages wait on disk. */
  start(): void {
    this.#started = true;
    for (const [key, delivery] of this.#deliveries.entries()) this.#launch(key, delivery);
  }

  /** Lets calls that are under way finish; what waits for a retry is on disk for the next start. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the rule engine stops'));
    await Promise.all(this.#running);
  }

  #query(rule: TopicRuleRecord): RuleQuery {
    let query = this.#queries.get(rule);
    if (!query) this.#queries.set(rule, (query = parseRuleSql(rule.payload.sql)));
    return query;
  }

  #launch(key: string, delivery: Delivery): void {
    if (!this.#started || this.#stopping.signal.aborted) return;
    const done = this.#deliver(key, delivery)
      .catch((error: unknown) => {
        if (!this.#stopping.signal.aborted) this.#log(`rule ${delivery.ruleName}: ${String(error)}`);
      })
      .finally(() => this.#running.delete(done));
    this.#running.add(done);
  }

  async #deliver(key: string, delivery: Delivery): Promise<void> {
    const rule = this.#state.topicRules.get(delivery.ruleName);
    if (rule) {
      const ruleArn = arn(this.#cloud, 'iot', `rule/${rule.ruleName}`);
      const actions = (rule.payload.actions ?? []).map((action) => makeAction(this.#cloud, ruleArn, action));
      const outcomes = await Promise.all(actions.map((action) => this.#attempt(action, delivery.output)));
      const failures = outcomes.filter((outcome) => outcome !== undefined);
      if (failures.length > 0) await this.#reportFailures(rule, ruleArn, delivery, failures);
    }
    await this.#deliveries.delete(key);
  }

  // One message for all of a delivery's failures. [IOT: error handling]
  async #reportFailures(
    rule: TopicRuleRecord,
    ruleArn: string,
    delivery: Delivery,
    failures: readonly Failure[],
  ): Promise<void> {
    for (const { failedAction, failedResource, errorMessage } of failures) {
      this.#log(`rule ${rule.ruleName}: ${failedAction} on ${failedResource} failed: ${errorMessage}`);
    }
    if (!rule.payload.errorAction) return;
    const report = JSON.stringify({
      ruleName: rule.ruleName,
      topic: delivery.topic,
      cloudwatchTraceId: delivery.traceId,
      clientId: delivery.clientId ?? 'N/A',
      base64OriginalPayload: delivery.base64OriginalPayload,
      failures,
    });
    const lost = await this.#attempt(makeAction(this.#cloud, ruleArn, rule.payload.errorAction), report);
    if (lost) this.#log(`rule ${rule.ruleName}: the error action failed too, a message is lost: ${lost.errorMessage}`);
  }

  async #attempt(action: RuleAction, output: string): Promise<Failure | undefined> {
    for (let attempt = 0; ; attempt++) {
      try {
        await action.run(output);
        return undefined;
      } catch (error) {
        const delayMs = retryDelaysMs[attempt];
        if (delayMs === undefined || !isTransient(error)) {
          return {
            failedAction: action.name,
            failedResource: action.resource,
            errorMessage: error instanceof Error ? error.message : String(error),
          };
        }
        await sleep(this.#cloud.clock, this.#cloud.random() * delayMs, this.#stopping.signal);
      }
    }
  }

  #log(line: string): void {
    this.#cloud.log('iot', line);
  }
}
