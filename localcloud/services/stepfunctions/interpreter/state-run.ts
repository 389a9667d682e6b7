// One run of one state: what it can see, and the two ways to write: save progress, or leave for the next state.
import type { Exit, State } from './definition.ts';
import { evaluate, evaluationFailure, type Visible } from './evaluate.ts';
import type { Execution } from './execution.ts';
import { wholeData, type PendingEvent } from './history.ts';
import { withinPayloadLimit, type Json, type JsonObject } from './json.ts';
import type { Surroundings } from './jsonata-functions.ts';
import { lineage, movedOn, type Scope } from './scope.ts';
import { StateFailure } from './state-failure.ts';

export interface Transition {
  readonly Next?: string;
}

/** What `$states` has beside `input` and `context`. */
export interface Outcomes {
  readonly result?: Json;
  readonly errorOutput?: Json;
}

export class StateRun<S extends State = State> {
  readonly execution: Execution;
  readonly path: string;
  readonly signal: AbortSignal;
  readonly state: S;

  constructor(execution: Execution, path: string, signal: AbortSignal, state: S) {
    this.execution = execution;
    this.path = path;
    this.signal = signal;
    this.state = state;
  }

  get scope(): Scope {
    return this.execution.scope(this.path)!;
  }

  get name(): string {
    return this.scope.state;
  }

  get retryCount(): number {
    return (this.scope.retryUses ?? []).reduce((sum, uses) => sum + uses, 0);
  }

  evaluate(template: Json, location: string, outcomes: Outcomes & { mapItem?: Scope['mapItem'] } = {}): Promise<Json> {
    return evaluate(template, location, this.#visible(outcomes), this.#surroundings);
  }

  /** A field that must come to a whole number from `least` to `most`. Throws States.QueryEvaluationError. */
  async evaluateInteger(template: number | string, location: string, least: number, most: number): Promise<number> {
    const value = await this.evaluate(template, location);
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
    throw this.evaluationFailure(
      `The field '${location}' must be an integer from ${least} to ${most}, but it was ${JSON.stringify(value)}.`,
      location,
    );
  }

  evaluationFailure(problem: string, location: string): StateFailure {
    return evaluationFailure(problem, location, { stateName: this.name, enteredEventId: this.scope.entered!.eventId });
  }

  save(
    changes: Partial<Scope>,
    events: readonly PendingEvent[] = [],
    options?: { replacesInner?: boolean },
  ): Promise<void> {
    return this.execution.commit(this.path, this.signal, { ...this.scope, ...changes }, events, options);
  }

  /**
   * Applies Assign and Output (both see the variables as they were before) and goes to `Next`, or to the scope's end without one.
   * `events` happened in the state; they are written with the exit, or with the failure of Assign or Output.
   */
  async leave(
    exit: Exit,
    outcomes: Outcomes,
    defaultOutput: Json,
    { Next: next }: Transition,
    events: readonly PendingEvent[] = [],
    location = '',
  ): Promise<void> {
    let output: Json;
    let assigned: JsonObject;
    try {
      [output, assigned] = await Promise.all([
        exit.Output === undefined ? defaultOutput : this.evaluate(exit.Output, `${location}Output`, outcomes),
        this.evaluate(exit.Assign ?? {}, `${location}Assign`, outcomes) as Promise<JsonObject>,
      ]);
      withinPayloadLimit(output, `The state '${this.name}' returned a result`);
      withinPayloadLimit(assigned, `The state '${this.name}' assigned variables`);
    } catch (error) {
      throw error instanceof StateFailure ? error.after(...events) : error;
    }
    await this.execution.commit(
      this.path,
      this.signal,
      movedOn(this.scope, next === undefined ? 'end' : { state: next }, output, assigned),
      [...events, this.#exited(output, assigned)],
      { replacesInner: true },
    );
  }

  #exited(output: Json, assigned: JsonObject): PendingEvent {
    const { Type: type } = this.state;
    if (type === 'Fail') throw new Error('a Fail state has no exit');
    const variables = Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)]);
    return {
      type: `${type}StateExited`,
      stateExitedEventDetails: {
        name: this.name,
        output: JSON.stringify(output),
        outputDetails: wholeData,
        ...(variables.length > 0 && {
          assignedVariables: Object.fromEntries(variables) as Record<string, string>,
          assignedVariablesDetails: wholeData,
        }),
      },
    };
  }

  get #surroundings(): Surroundings {
    const { clock, random } = this.execution.ports;
    return { now: () => clock.now(), random };
  }

  #visible({ mapItem = this.#mapItem, ...outcomes }: Outcomes & { mapItem?: Scope['mapItem'] }): Visible {
    const { identity } = this.execution;
    const entered = this.scope.entered!;
    const context = {
      Execution: {
        Id: identity.id,
        Input: identity.input,
        Name: identity.name,
        RoleArn: identity.roleArn,
        StartTime: iso(identity.startedAt),
        RedriveCount: identity.redriveCount,
        ...(identity.redrivenAt !== undefined && { RedriveTime: iso(identity.redrivenAt) }),
      },
      StateMachine: { Id: identity.stateMachineId, Name: identity.stateMachineName },
      State: { EnteredTime: iso(entered.at), Name: this.name, RetryCount: this.retryCount },
      ...(mapItem && { Map: { Item: mapItem } }),
    };
    return {
      stateName: this.name,
      enteredEventId: entered.eventId,
      states: { input: this.scope.input, context, ...outcomes },
      variables: this.execution.variables(this.path),
    };
  }

  // The nearest iteration around: a Parallel inside of a Map sees the Map's item.
  get #mapItem(): Scope['mapItem'] {
    return lineage(this.path)
      .map((path) => this.execution.scope(path)?.mapItem)
      .findLast((item) => item !== undefined);
  }
}

const iso = (time: number): string => new Date(time).toISOString();
