// A state machine definition: what is said of it outside of Step Functions, and every state with the machine or branch that it stands in.

export interface Retrier {
  ErrorEquals: string[];
  MaxAttempts?: number;
  MaxDelaySeconds?: number;
  JitterStrategy?: string;
}

export interface Catcher {
  ErrorEquals: string[];
  Next: string;
  Assign?: Record<string, unknown>;
  Output?: string | Record<string, unknown>;
}

export interface State {
  Type: string;
  Next?: string;
  End?: boolean;
  Resource?: string;
  TimeoutSeconds?: number;
  Retry?: Retrier[];
  Catch?: Catcher[];
  Choices?: { Condition?: string; Next: string }[];
  Default?: string;
  Branches?: Machine[];
  ItemProcessor?: Machine;
}

/** A whole state machine, or a branch of one. */
export interface Machine {
  StartAt: string;
  States: Record<string, State>;
}

export interface Definition extends Machine {
  QueryLanguage?: string;
  TimeoutSeconds?: number;
}

export interface PlacedState {
  readonly name: string;
  readonly state: State;
  readonly machine: Machine;
  readonly isInBranch: boolean;
}

/** All states, those in branches too. */
export function statesOf(machine: Machine, isInBranch = false): PlacedState[] {
  return Object.entries(machine.States).flatMap(([name, state]) => [
    { name, state, machine, isInBranch },
    ...machinesIn(state).flatMap((inner) => statesOf(inner, true)),
  ]);
}

/** The states that may follow, within the same machine or branch. */
function successorsOf({ Next, Default, Choices = [], Catch = [] }: State): string[] {
  return [Next, Default, ...[...Choices, ...Catch].map((way) => way.Next)].filter((name) => name !== undefined);
}

/** The state itself and all that can be reached from it. */
export function reachableFrom(start: string, { States }: Machine): Set<string> {
  const seen = new Set<string>();
  const visit = (name: string): void => {
    const state = States[name];
    if (seen.has(name) || !state) return;
    seen.add(name);
    successorsOf(state).forEach(visit);
  };
  visit(start);
  return seen;
}

/** Does the machine end in this state? */
export function isTerminal({ Type, End }: State): boolean {
  return End === true || Type === 'Succeed' || Type === 'Fail';
}

function machinesIn({ Branches = [], ItemProcessor }: State): Machine[] {
  return ItemProcessor ? [...Branches, ItemProcessor] : Branches;
}
