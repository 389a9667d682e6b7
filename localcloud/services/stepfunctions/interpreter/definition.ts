// A state machine in the Amazon States Language with JSONata, after `readDefinition` has accepted it. [ASL spec]
import type { Json, JsonObject } from './json.ts';

/** A number, or a JSONata expression that evaluates to one. */
export type NumberOrExpression = number | string;

export interface Branch {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

export interface StateMachine extends Branch {
  readonly Comment?: string;
  readonly QueryLanguage: 'JSONata';
  readonly TimeoutSeconds?: number;
  readonly Version?: string;
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxAttempts?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
}

/** What a state, a Catch or a Choice rule makes of its data on the way to the next state. */
export interface Exit {
  readonly Assign?: JsonObject;
  readonly Output?: Json;
}

export interface Catcher extends Exit {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
}

export interface ChoiceRule extends Exit {
  readonly Condition: string | boolean;
  readonly Next: string;
}

interface Transition extends Exit {
  readonly Comment?: string;
  readonly Next?: string;
  readonly End?: boolean;
}

interface Recovery {
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
}

export interface TaskState extends Transition, Recovery {
  readonly Type: 'Task';
  readonly Resource: string;
  readonly Arguments?: Json;
  readonly TimeoutSeconds?: NumberOrExpression;
  readonly HeartbeatSeconds?: NumberOrExpression;
}

export interface PassState extends Transition {
  readonly Type: 'Pass';
}

export interface ChoiceState extends Exit {
  readonly Type: 'Choice';
  readonly Choices: readonly ChoiceRule[];
  readonly Default?: string;
}

export interface WaitState extends Transition {
  readonly Type: 'Wait';
  readonly Seconds?: NumberOrExpression;
  readonly Timestamp?: string;
}

export interface ParallelState extends Transition, Recovery {
  readonly Type: 'Parallel';
  readonly Branches: readonly Branch[];
  readonly Arguments?: Json;
}

export interface MapState extends Transition, Recovery {
  readonly Type: 'Map';
  readonly ItemProcessor: Branch;
  readonly Items?: Json;
  readonly ItemSelector?: Json;
  readonly MaxConcurrency?: NumberOrExpression;
}

export interface SucceedState {
  readonly Type: 'Succeed';
  readonly Output?: Json;
}

export interface FailState {
  readonly Type: 'Fail';
  readonly Error?: string;
  readonly Cause?: string;
}

export type State =
  TaskState | PassState | ChoiceState | WaitState | ParallelState | MapState | SucceedState | FailState;

export type StateType = State['Type'];
