// Every way to get a definition wrong in one line. A case must turn red for each of them.
import {
  statesOf,
  type Definition,
  type Machine,
  type PlacedState,
  type Retrier,
  type State,
} from '../../statemachines/definition.ts';

export interface Mutation {
  readonly name: string;
  /** The state in which it is. */
  readonly state: string;
  /** The way that is lost or led elsewhere, as `from → to`, if it is one: cases that take it tell the most. */
  readonly way?: string;
  /** The definition with it. */
  readonly definition: Definition;
}

type Change = (state: State, machine: Machine) => void;

export function mutationsOf(definition: Definition): Mutation[] {
  return statesOf(definition).flatMap((placed) => {
    const mutated = (what: string, change: Change, way?: string): Mutation => ({
      name: `${placed.name}: ${what}`,
      state: placed.name,
      ...(way !== undefined && { way: `${placed.name} → ${way}` }),
      definition: changed(definition, placed.name, change),
    });
    return [...ofCatch(placed, mutated), ...ofChoices(placed, mutated), ...ofNext(placed, mutated)]
      .concat(ofRetry(placed, mutated), ofAssign(placed, mutated))
      .filter(({ definition: wrong }) => JSON.stringify(wrong) !== JSON.stringify(definition));
  });
}

type Mutated = (what: string, change: Change, way?: string) => Mutation;

/** A catcher is missing, leads on as if nothing had happened, or gives up instead of going on. */
function ofCatch({ state, machine }: PlacedState, mutated: Mutated): Mutation[] {
  return (state.Catch ?? []).flatMap(({ ErrorEquals, Next }, index) => {
    const caught = `catches ${ErrorEquals.join(', ')}`;
    const others = [state.Next, givingUp(machine)].filter((other) => other !== undefined && other !== Next);
    return [
      mutated(`no longer ${caught}`, ({ Catch }) => Catch!.splice(index, 1), Next),
      ...[...new Set(others)].map((other) =>
        mutated(
          `${caught} and goes to ${other} instead of ${Next}`,
          ({ Catch }) => (Catch![index]!.Next = other!),
          Next,
        ),
      ),
      ...assignedBy(state.Catch![index] as Assigning).map((variable) =>
        mutated(
          `${caught} without assigning ${variable}`,
          ({ Catch }) => unassign(Catch![index] as Assigning, variable),
          Next,
        ),
      ),
    ];
  });
}

/** A choice is always taken, or never, or on one part of its condition, or forgets something. */
function ofChoices({ state }: PlacedState, mutated: Mutated): Mutation[] {
  return (state.Choices ?? []).flatMap((choice, index) => {
    const { Next, Condition } = choice as { Next: string; Condition: string };
    const conditioned =
      (Condition: string): Change =>
      ({ Choices }) =>
        Object.assign(Choices![index]!, { Condition });
    const words = [...Condition.matchAll(/(?<=\s)(and|or)(?=\s)/g)];
    return [
      mutated(`always goes to ${Next}`, conditioned('{% true %}')),
      mutated(`never goes to ${Next}`, conditioned('{% false %}'), Next),
      ...words.map(({ 0: word, index }, number) => {
        const other = word === 'and' ? 'or' : 'and';
        return mutated(
          `goes to ${Next} on ${other} instead of ${word}${words.length > 1 ? ` (${number + 1})` : ''}`,
          conditioned(Condition.slice(0, index) + other + Condition.slice(index + word.length)),
        );
      }),
      ...assignedBy(choice as Assigning).map((variable) =>
        mutated(
          `goes to ${Next} without assigning ${variable}`,
          ({ Choices }) => unassign(Choices![index] as Assigning, variable),
          Next,
        ),
      ),
    ];
  });
}

/** The state that should follow is left out. */
function ofNext({ state, machine }: PlacedState, mutated: Mutated): Mutation[] {
  return (['Next', 'Default'] as const).flatMap((field) => {
    const next = state[field];
    const afterNext = next === undefined ? undefined : (machine.States[next]?.Next ?? machine.States[next]?.Default);
    if (next === undefined || afterNext === undefined) return [];
    return [mutated(`${field} leaves out ${next}`, (it) => (it[field] = afterNext), next)];
  });
}

/** An error is retried no more, a time more or less often, or is retried although only a person can change it. */
function ofRetry({ state }: PlacedState, mutated: Mutated): Mutation[] {
  const quota = /:create(Stream|Signaling(?<channel>Channel))$/.exec(state.Resource ?? '');
  const usedUp = quota && `KinesisVideo.Account${quota.groups?.channel ?? 'Stream'}LimitExceededException`;
  const waitsForQuota = state.Retry?.some(({ ErrorEquals }) => ErrorEquals.includes(usedUp ?? ''));
  return (state.Retry ?? []).flatMap(({ ErrorEquals }, index) => {
    const retried = `retries ${ErrorEquals.join(', ')}`;
    const changing =
      (change: (retrier: Retrier) => void): Change =>
      ({ Retry }) =>
        change(Retry![index]!);
    return [
      mutated(`no longer ${retried}`, ({ Retry }) => Retry!.splice(index, 1)),
      mutated(
        `${retried} once too often`,
        changing((retrier) => retrier.MaxAttempts!++),
      ),
      mutated(
        `${retried} once too few`,
        changing((retrier) => retrier.MaxAttempts!--),
      ),
      ...(usedUp && !waitsForQuota
        ? [
            mutated(
              `${retried} and ${usedUp}`,
              changing((retrier) => retrier.ErrorEquals.push(usedUp)),
            ),
          ]
        : []),
    ];
  });
}

/** A variable keeps its old value. One that begins empty may as well not be there: nothing is what JSONata makes of it, too. */
function ofAssign({ state }: PlacedState, mutated: Mutated): Mutation[] {
  return assignedBy(state as Assigning).map((variable) =>
    mutated(`doesn't assign ${variable}`, (it) => unassign(it as Assigning, variable)),
  );
}

interface Assigning {
  Assign?: Record<string, unknown>;
}

function assignedBy({ Assign = {} }: Assigning): string[] {
  return Object.keys(Assign).filter(
    (variable) => !['{}', '[]', 'false', `"{% '' %}"`].includes(JSON.stringify(Assign[variable])),
  );
}

function unassign(it: Assigning, variable: string): void {
  delete it.Assign![variable];
}

/** Where the machine, or the branch, goes when there is nothing more to do about a failure. */
function givingUp({ States }: Machine): string | undefined {
  const names = Object.keys(States);
  return (
    names.find((name) => name === 'ExplainFailure' || /^Report\w*Failure$/.test(name)) ??
    names.find((name) => States[name]!.Type === 'Fail')
  );
}

function changed(definition: Definition, name: string, change: Change): Definition {
  const copy = structuredClone(definition);
  const { state, machine } = statesOf(copy).find((placed) => placed.name === name)!;
  change(state, machine);
  return copy;
}
