// Finds the state that a scope is in: a scope's path leads through the branches of the states around it.
import type { Branch, State, StateMachine } from './definition.ts';
import { lineage, type Scope } from './scope.ts';

/** The part of the definition that the scope runs: the machine, a branch of a Parallel, a Map's processor. */
export function branchAt(machine: StateMachine, path: string, scopes: Pick<ReadonlyMap<string, Scope>, 'get'>): Branch {
  let branch: Branch = machine;
  const steps = lineage(path);
  steps.slice(1).forEach((step, index) => {
    const outer = branch.States[scopes.get(steps[index]!)!.state]!;
    if (outer.Type === 'Map') branch = outer.ItemProcessor;
    else if (outer.Type === 'Parallel') branch = outer.Branches[Number(step.split('/').at(-1))]!;
    else throw new Error(`${step} lies in a ${outer.Type} state`);
  });
  return branch;
}

export function stateAt(machine: StateMachine, path: string, scopes: Pick<ReadonlyMap<string, Scope>, 'get'>): State {
  return branchAt(machine, path, scopes).States[scopes.get(path)!.state]!;
}
