// Which states are on an execution's way: those that it visited and, while it runs, those that it comes to if nothing fails.
import type { StateMachine } from '../../api/executions.ts';

/** `visited` in the order of visits. */
export function statesOnTheWay(machine: StateMachine, visited: readonly string[], running: boolean): Set<string> {
  const way = new Set(visited);
  if (running) {
    let at: string | undefined = visited.findLast((name) => name in machine.States) ?? machine.StartAt;
    const ahead = new Set<string>();
    while (at !== undefined && !ahead.has(at)) {
      ahead.add(at);
      way.add(at);
      const state: StateMachine['States'][string] | undefined = machine.States[at];
      at = state?.Next ?? state?.Choices?.[0]?.Next;
    }
  }
  for (const [name, { Branches, ItemProcessor }] of Object.entries(machine.States)) {
    if (!way.has(name)) continue;
    for (const branch of Branches ?? (ItemProcessor ? [ItemProcessor] : [])) {
      for (const inner of statesOnTheWay(branch, visited, running)) way.add(inner);
    }
  }
  return way;
}
